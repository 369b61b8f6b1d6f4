package cloud

import "github.com/assay-compliance/assay/internal/ingest/raw"

// logStore is one entry of audit-config: a place that keeps audit records. An
// export does not say which places do; those that are exported as evidence are
// taken for such.
type logStore struct {
	id        string
	events    []string
	retention *int // days
	immutable *bool
	protected *bool
	grows     *bool
}

// forever is a retention beyond what any rule asks.
const forever = 36500

// logStore adds a store of records.
func (x *export) logStore(l logStore, at string) error {
	f := x.s.Fields().Must("purpose", "audit").
		Texts("events", l.events, raw.ShortText, false)
	whole(f, "retention_days", l.retention)
	for _, m := range []struct {
		name  string
		value *bool
	}{{"immutable", l.immutable}, {"delete_protected", l.protected}, {"grows", l.grows}} {
		if m.value != nil {
			f.Flag(m.name, *m.value)
		}
	}
	return x.put(auditConfig, "stores", l.id, at, f)
}
