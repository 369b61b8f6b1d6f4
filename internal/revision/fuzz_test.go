package revision

import (
	"io/fs"
	"testing"
)

// What is listed of a commit is a tree: each path is valid and stands in the directory
// above it.
func FuzzParse(f *testing.F) {
	f.Add([]byte("040000 tree a -\td\x00100644 blob b 3\td/f\x00120000 blob c 1\tl\x00160000 commit e -\ts\x00"))
	f.Add([]byte("100644 blob b 3\t../f\x00"))
	f.Add([]byte("100644 blob b -\tf\x00"))
	f.Add([]byte("\x00\t"))
	f.Fuzz(func(t *testing.T, text []byte) {
		files, err := parse(text)
		if err != nil {
			return
		}
		seen := 0
		tree := &Tree{files: files}
		err = fs.WalkDir(tree, ".", func(name string, _ fs.DirEntry, err error) error {
			seen++
			if err == nil && (!fs.ValidPath(name) || files[name] == nil) {
				t.Errorf("%q is no file of the tree", name)
			}
			return err
		})
		if err != nil || seen != len(files) {
			t.Errorf("walked %d of %d: %v", seen, len(files), err)
		}
	})
}
