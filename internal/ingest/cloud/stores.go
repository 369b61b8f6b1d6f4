package cloud

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// store is one entry of storage-encryption. What it holds no cloud knows.
type store struct {
	id, sort  string // sort: a word of the kind's type
	encrypted *bool
	algorithm string
	key       string // its id; empty where no key is named
	keeper    string // a word of the kind's managed_by, empty for unknown
}

// store adds a store.
func (x *export) store(s store, at string) error {
	f := x.s.Fields().
		Must("type", s.sort).
		Texts("holds", nil, 0, true)
	flag(f, "encrypted", s.encrypted).Text("algorithm", s.algorithm, raw.ShortText)
	if s.key != "" {
		f.Value("key", x.s.Fields().
			Must("id", raw.Clip(s.key, raw.LongText)).
			Must("managed_by", raw.First(s.keeper, "unknown")).Object())
	}
	return x.put(storage, "stores", s.id, at, f)
}

// nameless is what an entry is called whose export does not name it: the file.
func (x *export) nameless(at string) string {
	if at == "" {
		return x.s.Opt.Path
	}
	return x.s.Opt.Path + "#" + at
}

// awsKeeper says who holds a key, where its name tells: the keys that AWS makes
// for its services have an alias of their own.
func awsKeeper(key string) string {
	if strings.HasPrefix(key, "alias/aws/") || strings.Contains(key, ":alias/aws/") {
		return "provider"
	}
	return ""
}
