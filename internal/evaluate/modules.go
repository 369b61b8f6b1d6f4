package evaluate

import (
	"path"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// Module is one file of Rego, by its place in the repository.
type Module struct {
	Path string
	Text []byte
}

// Modules gives the files that the digest of a check is over, in that order: what
// it imports of the library, then those of its own directory; all of a conftest
// directory. Tests are left out.
func Modules(src Sources, c *assessment.Check) ([]Module, error) {
	if c.Conftest {
		i := slices.IndexFunc(src.Conftest, func(d Conftest) bool { return strings.HasPrefix(c.ID, conftestID(d.Name)) })
		if i < 0 {
			return nil, problem.New(checkPlace(c), "check "+c.ID+" has no conftest directory", "")
		}
		d, err := src.Conftest[i].parse()
		if err != nil {
			return nil, err
		}
		return placed(src.Conftest[i].Path, d.files), nil
	}
	lib, list := readTree(src.Embedded, EmbeddedPath, false)
	own := lib
	if c.Workspace {
		own, list = readTree(src.Workspace, src.WorkspacePath, true)
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	dir := path.Dir(strings.TrimPrefix(c.Source.Path, own.root+"/"))
	return append(placed(lib.root, lib.imports(own.dirs[dir])), placed(own.root, own.dirs[dir])...), nil
}

func placed(root string, files []file) []Module {
	var out []Module
	for _, f := range files {
		if !f.test() {
			out = append(out, Module{path.Join(root, f.path), f.src})
		}
	}
	return out
}
