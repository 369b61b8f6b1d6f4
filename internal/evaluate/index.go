package evaluate

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pack"
)

//go:generate go run ./genindex ../../policies

// IndexFile is the name of a tree's index, at its root.
const IndexFile = "index.bin"

// index is what List found in a tree, written down when the tree is built into
// the binary, so that starting the program needs no YAML. It is only a copy: an
// index whose digest is not that of the tree is passed over.
type index struct {
	Digest string
	Checks []assessment.Check
}

// Index lists the checks of a tree and returns the bytes of its index file.
func Index(fsys fs.FS, root string) ([]byte, error) {
	t, list := readTree(fsys, root, false)
	if err := list.Err(); err != nil {
		return nil, err
	}
	checks, err := t.list(t)
	if err != nil {
		return nil, err
	}
	return pack.Marshal(index{Digest: t.digest(), Checks: checks})
}

// indexed gives the checks of the tree's index; ok is false when it has none or
// one of another state of the tree.
func (t tree) indexed(fsys fs.FS) (checks []assessment.Check, ok bool) {
	b, err := fs.ReadFile(fsys, IndexFile)
	if err != nil {
		return nil, false
	}
	var x index
	if pack.Unmarshal(string(b), &x) != nil || x.Digest != t.digest() {
		return nil, false
	}
	return x.Checks, true
}

// digest is the sha256 over the paths and bytes of all modules, tests left out,
// and over the place of the tree, which checks carry.
func (t tree) digest() string {
	h := sha256.New()
	io.WriteString(h, t.root+"\x00")
	for _, dir := range t.order {
		for _, f := range t.dirs[dir] {
			if f.test() {
				continue
			}
			sum := sha256.Sum256(f.src)
			io.WriteString(h, f.path+"\x00")
			h.Write(sum[:])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
