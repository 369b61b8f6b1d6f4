package collect

import "testing"

// Who asks for some entries gets what they bring when all are read: the same
// files, of the same entry, and none that an earlier entry has.
func TestOnlySomeEntries(t *testing.T) {
	root := repo(t, map[string]string{"e/a.json": envelope("web", "a"), "e/b.json": envelope("web", "b"), "first.json": envelope("db", "first")})
	opt := Options{Only: func(e Entry) bool { return e.Path != "e/a.json" }}
	docs := all(t, root, opt, Entry{Path: "first.json"}, Entry{Path: "e/a.json"}, Entry{Path: "e/*.json"})
	equal(t, "order", told(docs), "first.json first", "e/b.json b")
	if docs[1].Entry != 2 {
		t.Errorf("e/b.json is of entry %d", docs[1].Entry)
	}
	opt.Only = func(Entry) bool { return false }
	equal(t, "nothing", told(all(t, root, opt, Entry{Path: "first.json"})))
}
