package load

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"

	"github.com/assay-compliance/assay/internal/pack"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// The second file of the tree that is a copy of others; see evaluate.IndexFile.
//
//go:generate go test -count=1 -run TestIndexIsFresh . -update

// IndexFile is the name of the copy, at the root of a tree of policies.
const IndexFile = "families.bin"

// index holds what the YAML of the embedded families says, so that starting the
// program needs none of it. It is only a copy: where the bytes of a file are
// others than those it was made of, the file counts.
type index struct {
	Families []decoded[familyFile]
	Bindings []decoded[bindingsFile]
	Answers  []decoded[answersFile]
}

// decoded is one file.
type decoded[T any] struct {
	Path, Digest string // sha256 of the YAML, lower-case hex
	File         T
}

// readIndex gives the index of a tree, empty where there is none that this
// version reads.
func readIndex(policies fs.FS) index {
	var x index
	data, err := fs.ReadFile(policies, IndexFile)
	if err != nil || pack.Unmarshal(string(data), &x) != nil {
		return index{}
	}
	return x
}

// decode reads a YAML file, or takes what the index has of it.
func decode[T any](copies []decoded[T], at string, data []byte) (file T, digest string, err error) {
	sum := sha256.Sum256(data)
	digest = hex.EncodeToString(sum[:])
	for _, c := range copies {
		if c.Path == at && c.Digest == digest {
			return c.File, digest, nil
		}
	}
	err = strictyaml.Decode(at, data, &file)
	return file, digest, err
}
