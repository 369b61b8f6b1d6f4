package mutate

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/assay-compliance/assay/internal/evaluate"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// ExcusesFile is the file at the root of a tree of policies that lists the
// mutants which say the same as the policy, so that no test can tell them apart.
const ExcusesFile = "mutants.yaml"

// excuse is why some mutants of a package are no change of what it says.
type excuse struct {
	Package strictyaml.At[string]   `yaml:"package,required"`
	Mutants []strictyaml.At[string] `yaml:"mutants,required"`
	Why     strictyaml.At[string]   `yaml:"why,required"`
}

type excuses []excuse

// excuses reads the lists of both trees. A tree without one excuses nothing.
func (o Options) excuses() (excuses, error) {
	var out excuses
	var list problem.List
	for _, tree := range []struct {
		fsys fs.FS
		root string
	}{{o.Sources.Embedded, evaluate.EmbeddedPath}, {o.Sources.Workspace, o.Sources.WorkspacePath}} {
		if tree.fsys == nil {
			continue
		}
		place := path.Join(tree.root, ExcusesFile)
		f, err := tree.fsys.Open(ExcusesFile)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var data []byte
		if err == nil {
			data, err = io.ReadAll(io.LimitReader(f, strictyaml.MaxSize+1))
			f.Close()
		}
		if err != nil {
			list.Add(problem.Place{Path: place}, "the file cannot be read", "make it a file that you may read, or remove it")
			continue
		}
		own, err := readExcuses(place, data)
		list.Join(problem.Place{Path: place}, err)
		out = append(out, own...)
	}
	return out, list.Err()
}

// readExcuses reads one list. The error holds every problem of the file.
func readExcuses(place string, data []byte) (excuses, error) {
	var file struct {
		Equivalent []excuse `yaml:"equivalent,required"`
	}
	if err := strictyaml.Decode(place, data, &file); err != nil {
		return nil, err
	}
	var list problem.List
	for _, e := range file.Equivalent {
		if e.Why.Value == "" {
			list.Add(e.Why.Place, "a mutant is excused without a reason", "say why it gives the same outcomes as the policy for every evidence, or write a test that kills it")
		}
	}
	return file.Equivalent, list.Err()
}

// apply excuses the mutants that are listed. A listed one that a test kills, or
// that is not there, is an error: the list must say what is so.
func (e excuses) apply(rep *Report, chosen func(string) bool) error {
	var list problem.List
	for _, one := range e {
		if !chosen(one.Package.Value) {
			continue
		}
		for _, id := range one.Mutants {
			i := slices.IndexFunc(rep.Mutants, func(m Mutant) bool { return m.Package == one.Package.Value && m.ID() == id.Value })
			switch {
			case i < 0:
				list.Add(id.Place, one.Package.Value+" has no mutant "+strictyaml.Quote(id.Value), "remove it, or copy its name from assay policy mutate")
			case rep.Mutants[i].Fate == Killed:
				list.Add(id.Place, "mutant "+strictyaml.Quote(id.Value)+" is killed by "+rep.Mutants[i].By, "remove it from the list")
			default:
				rep.Mutants[i].Fate, rep.Mutants[i].Why = Excused, one.Why.Value
			}
		}
	}
	return list.Err()
}
