package assessment

import "strings"

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

// LockedVerdict is a verdict that is another, and so is what decides it.
type LockedVerdict struct {
	Framework string   `json:"framework"`
	Target    string   `json:"objective"`
	Before    string   `json:"before"`
	After     string   `json:"after"`
	Causes    []string `json:"causes"` // "policy common.iam.mfa", "profile"
	// Also is what else is another of what the verdict rests on ("evidence
	// common.iam.mfa", "time"): with it nobody can say that the rules alone did it.
	Also []string `json:"also,omitempty"`
}

// Says tells what a verdict changed because of, or with what where nobody can say which.
func (v LockedVerdict) Says() string {
	text := strings.Join(v.Causes, ", ")
	if len(v.Also) == 0 {
		return "because of " + text + ", not the system"
	}
	return "with " + text + ", and also " + strings.Join(v.Also, ", ")
}

// Alone counts the named verdicts that nothing but what decides them changed.
func (l *Locked) Alone() int {
	n := 0
	for i := range l.Verdicts {
		if len(l.Verdicts[i].Also) == 0 {
			n++
		}
	}
	return n
}

// Written says whether there is a lock.
func (l *Locked) Written() bool { return l != nil && l.Digest != "" }

// Same says whether there is a lock and everything is as it says.
func (l *Locked) Same() bool { return l.Written() && len(l.Changes) == 0 }
