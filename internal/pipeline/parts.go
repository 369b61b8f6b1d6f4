package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/policies"
)

// Parts gives what bears on a verdict besides the files of the workspace: the
// libraries, and the digests of the embedded policies, schemas and frameworks.
func Parts(libraries map[string]string) (map[string]string, error) {
	out := maps.Clone(libraries)
	if out == nil {
		out = map[string]string{}
	}
	for name, tree := range map[string]fs.FS{"policies": policies.FS, "evidence-kinds": evidence.Schemas, "frameworks": frameworks.FS} {
		digest, err := digestTree(tree)
		if err != nil {
			return nil, err
		}
		out[name] = "sha256:" + digest
	}
	return out, nil
}

// digestTree is the sha256 over every file of a tree with its path; Go files and
// tests of policies are left out, which bear on no verdict.
func digestTree(tree fs.FS) (string, error) {
	sum := sha256.New()
	buf := make([]byte, 32<<10)
	err := fs.WalkDir(tree, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		f, err := tree.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%d %s %d\n", len(path), path, info.Size())
		_, err = io.CopyBuffer(sum, f, buf)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}
