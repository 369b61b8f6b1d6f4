package assessment

// Locked is what a run found of the lock of its workspace: what decides verdicts
// otherwise than when the lock was written, and which verdicts are others for it.
type Locked struct {
	Path    string   `json:"path"`
	Digest  string   `json:"sha256,omitempty"` // of the file; empty: there is none
	Assay   string   `json:"assay-version,omitempty"`
	Changes []string `json:"changes,omitempty"` // one line each
	// Compared is the time of the results that verdicts were compared with; empty where
	// nothing was there to compare with, or nothing to compare for.
	Compared string          `json:"compared-with,omitempty"`
	Verdicts []LockedVerdict `json:"verdicts,omitempty"` // by framework and objective; the first MostLocked
	More     int             `json:"verdicts-more,omitempty"`
}

// MostLocked is how many verdicts are named.
const MostLocked = 1000

// LockedVerdict is a verdict that is another because of what decides it, whatever the
// system did.
type LockedVerdict struct {
	Framework string   `json:"framework"`
	Target    string   `json:"objective"`
	Before    string   `json:"before"`
	After     string   `json:"after"`
	Causes    []string `json:"causes"` // "policy common.iam.mfa", "profile"
}

// Written says whether there is a lock.
func (l *Locked) Written() bool { return l != nil && l.Digest != "" }

// Same says whether there is a lock and everything is as it says.
func (l *Locked) Same() bool { return l.Written() && len(l.Changes) == 0 }
