package frameworks

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

// copies is a root with a copy of one file of the network.
type copies struct {
	fs.FS
	address, name string
}

func (c copies) Mirror(address string) (string, bool) { return c.name, address == c.address }

// A profile that names its catalog by the address it was published at finds the
// copy that the root has of it, and only of that address.
func TestAMirrorGivesWhatAnAddressNames(t *testing.T) {
	const profile = `{"profile": {"uuid": "0b7cbbd7-9d2e-4a2f-8d4d-1e4d6b9a5a11",
 "metadata": {"title": "P", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.3"},
 "imports": [{"href": "#5bd8a1a5-7ab4-4e31-9e34-5fb21c13ef5a", "include-all": {}}],
 "back-matter": {"resources": [{"uuid": "5bd8a1a5-7ab4-4e31-9e34-5fb21c13ef5a", "rlinks": [{"href": "https://example.org/c.json"}]}]}}}`
	const catalog = `{"catalog": {"uuid": "5bd8a1a5-7ab4-4e31-9e34-5fb21c13ef5b",
 "metadata": {"title": "C", "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.3"},
 "controls": [{"id": "kt-1", "title": "Dishes"}]}}`
	files := fstest.MapFS{"p.json": {Data: []byte(profile)}, "copies/c.json": {Data: []byte(catalog)}}
	r, err := ResolveFile(copies{files, "https://example.org/c.json", "copies/c.json"}, "p.json")
	if err != nil || len(r.Controls) != 1 || r.Catalog != "copies/c.json" {
		t.Errorf("got %+v, %v", r, err)
	}
	if _, err := ResolveFile(copies{files, "https://example.org/d.json", "copies/c.json"}, "p.json"); err == nil {
		t.Error("a copy of another address was taken")
	}
}
