package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/assay-compliance/assay/"

// may says which packages of this module a package may import. A name with a
// trailing slash stands for its subpackages too. This is the house plan of
// docs/architecture.md; change both together.
var may = map[string][]string{
	"cmd/assay":                          {"internal/cli"},
	"policies":                           {},
	"examples":                           {},
	"docs/gen":                           {"internal/cli"},
	".ci/tools/bench":                    {},
	"oscal/internal/shape":               {"internal/problem", "internal/strictyaml"},
	"oscal/internal/shape/gen":           {"oscal/internal/shape"},
	"oscal/internal/official":            {},
	"oscal/internal/constraint":          {"oscal/internal/metapath", "oscal/internal/metaschema", "internal/strictyaml"},
	"oscal/internal/metapath":            {"oscal/internal/metaschema", "oscal/internal/shape"},
	"oscal/internal/metaschema":          {},
	"oscal/internal/markup":              {},
	"oscal/internal/xmlform":             {"oscal/internal/markup", "oscal/internal/metaschema", "oscal/internal/shape", "internal/strictyaml"},
	"oscal/internal/metaschema/gen":      {"oscal/internal/metaschema/gen/read"},
	"oscal/internal/metaschema/gen/read": {"oscal/internal/metaschema"},
	"oscal/frameworks/internal/generate": {"oscal", "internal/problem"},
	"oscal":                              {"oscal/internal/shape", "oscal/internal/xmlform", "internal/problem", "internal/strictyaml"},
	"oscal/resolve":                      {"oscal", "oscal/internal/shape", "internal/problem", "internal/strictyaml"},
	"oscal/validate":                     {"oscal", "oscal/", "internal/problem", "internal/strictyaml"},
	"oscal/validate/fedramp":             {"oscal"},
	"oscal/frameworks":                   {"oscal", "internal/problem", "internal/strictyaml"},
	"oscal/frameworks/gen":               {"oscal/frameworks/internal/generate"},
	"oscal/mappings":                     {"oscal", "oscal/frameworks"},
	"oscal/ssp":                          {"oscal", "oscal/frameworks"},
	"oscal/upgrade":                      {"oscal", "oscal/internal/shape", "internal/problem"},
	"evidence":                           {"internal/problem", "internal/jsonast", "internal/schema"},
	"internal/problem":                   {},
	"internal/sbom":                      {},
	"internal/strictyaml":                {"internal/problem"},
	"internal/jsonast":                   {},
	"internal/pack":                      {},
	"internal/provenance":                {"evidence", "internal/problem"},
	"internal/store":                     {"internal/problem"},
	"internal/revision":                  {"internal/problem"},
	"internal/schema":                    {"internal/jsonast", "internal/problem"},
	"internal/assessment":                {},
	"internal/config":                    {"internal/assessment", "internal/problem", "internal/strictyaml"},
	"internal/adopt":                     {"internal/evaluate", "internal/load", "internal/problem", "internal/strictyaml", "evidence", "oscal", "oscal/frameworks", "policies"},
	"internal/load":                      {"internal/assessment", "internal/config", "internal/content", "internal/pack", "internal/problem", "internal/records", "internal/strictyaml", "oscal", "oscal/"},
	"internal/records":                   {"internal/assessment", "internal/config", "internal/problem", "internal/strictyaml"},
	"internal/content":                   {"internal/config", "internal/problem", "internal/strictyaml", "oscal", "oscal/frameworks", "oscal/validate"},
	"internal/discover":                  {"evidence", "internal/ingest", "internal/problem"},
	"internal/ingest":                    {"evidence", "internal/problem", "internal/ingest/"},
	"internal/ingest/raw":                {"evidence", "internal/problem", "internal/jsonast"},
	"internal/ingest/rawtest":            {"evidence", "internal/testkit", "internal/ingest/raw"},
	"internal/ingest/plain":              {"evidence", "internal/jsonast", "internal/ingest/raw"},
	"internal/ingest/scanners":           {"evidence", "internal/problem", "internal/jsonast", "internal/ingest/raw"},
	"internal/ingest/code":               {"evidence", "internal/problem", "internal/jsonast", "internal/ingest/raw"},
	"internal/ingest/benchmarks":         {"evidence", "internal/problem", "internal/jsonast", "internal/ingest/raw"},
	"internal/ingest/infra":              {"evidence", "internal/problem", "internal/jsonast", "internal/ingest/raw"},
	"internal/ingest/cloud":              {"evidence", "internal/problem", "internal/jsonast", "internal/ingest/raw"},
	"internal/collect":                   {"evidence", "internal/assessment", "internal/config", "internal/ingest", "internal/ingest/plain", "internal/ingest/raw", "internal/jsonast", "internal/problem", "internal/provenance"},
	"internal/collect/live":              {"evidence", "internal/collect", "internal/config", "internal/problem", "internal/redact", "internal/strictyaml"},
	"internal/evaluate":                  {"internal/pack", "internal/assessment", "evidence", "internal/jsonast", "internal/problem", "internal/schema", "internal/strictyaml", "internal/evaluate/"},
	"internal/evaluate/spool":            {"internal/assessment", "internal/jsonast"},
	"internal/evaluate/vex":              {"internal/assessment", "evidence"},
	"internal/evaluate/lint":             {"internal/assessment", "evidence", "internal/problem", "internal/evaluate"},
	"internal/evaluate/genindex":         {"internal/evaluate"},
	"internal/evaluate/mutate":           {"internal/assessment", "evidence", "internal/problem", "internal/strictyaml", "internal/evaluate"},
	"internal/evaluate/test":             {"internal/assessment", "evidence", "internal/problem", "internal/evaluate"},
	"internal/conclude":                  {"internal/assessment"},
	"internal/poam":                      {"internal/assessment", "internal/problem", "oscal"},
	"internal/gate":                      {"internal/assessment"},
	"internal/emit":                      {"internal/assessment", "internal/problem", "oscal"},
	"internal/report":                    {"internal/assessment", "internal/problem", "internal/pseudonym", "internal/report/workbook"},
	"internal/report/workbook":           {"internal/problem"},
	"internal/lock":                      {"internal/assessment", "internal/problem", "internal/strictyaml"},
	"internal/redact":                    {},
	"internal/diff":                      {"internal/assessment"},
	"internal/metrics":                   {"internal/assessment"},
	"internal/pseudonym":                 {"internal/assessment"},
	"internal/trace":                     {"internal/assessment", "internal/problem", "internal/pseudonym", "internal/strictyaml"},
	"internal/pipeline":                  {"internal/", "oscal", "oscal/", "evidence", "policies"},
	"internal/cli":                       {"internal/", "oscal", "oscal/", "evidence", "policies", "examples"},
	"internal/testkit":                   {"internal/assessment", "oscal", "evidence"},
}

// only says which packages alone may import an outside module.
var only = map[string][]string{
	"net/http":                                {"internal/collect", "internal/collect/live"}, // Fetch and the collectors alone meet the network
	"github.com/defenseunicorns/go-oscal":     {"oscal", "oscal/internal/shape/gen", "oscal/internal/official"},
	"github.com/spf13/cobra":                  {"internal/cli"},
	"github.com/open-policy-agent/opa/v1/ast": {"evidence", "internal/jsonast", "internal/schema", "internal/ingest/", "internal/collect", "internal/evaluate", "internal/evaluate/", "oscal/validate"},
	"github.com/open-policy-agent/opa":        {"internal/evaluate", "internal/evaluate/"},
}

// pure packages judge: they see neither files, network, clock nor chance.
var pure = []string{"internal/assessment", "internal/conclude", "internal/poam", "internal/gate", "internal/pseudonym", "internal/diff", "internal/lock", "internal/metrics"}

var impure = []string{"os", "os/exec", "io/ioutil", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "path/filepath"}

func allowed(list []string, name string) bool {
	return slices.ContainsFunc(list, func(a string) bool {
		return a == name || strings.HasSuffix(a, "/") && strings.HasPrefix(name, a)
	})
}

// Each package imports only what its row in the house plan allows.
func TestImportsFollowTheHousePlan(t *testing.T) {
	seen := 0
	err := house(func(rel, pkg string, imports []string) {
		rules, known := may[pkg]
		if !known {
			t.Errorf("%s: package %s has no row in the house plan; give it one", rel, pkg)
			return
		}
		seen++
		for _, name := range imports {
			if inner, ok := strings.CutPrefix(name, module); ok && !allowed(rules, inner) {
				t.Errorf("%s: %s must not import %s", rel, pkg, inner)
			}
			if slices.Contains(pure, pkg) && slices.Contains(impure, name) {
				t.Errorf("%s: %s is pure and must not import %s", rel, pkg, name)
			}
			best := ""
			for outside := range only {
				if strings.HasPrefix(name, outside) && len(outside) > len(best) {
					best = outside
				}
			}
			if best != "" && !allowed(only[best], pkg) {
				t.Errorf("%s: only %v may import %s", rel, only[best], best)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Fatal("read no file: the test does not see the house")
	}
}

// house shows every Go file that is no test, with its package and what it imports.
func house(show func(rel, pkg string, imports []string)) error {
	return filepath.WalkDir("..", func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == ".ci" || e.Name() == ".git" || e.Name() == "testdata" || e.Name() == "results") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range f.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			imports = append(imports, name)
		}
		rel, _ := filepath.Rel("..", file)
		show(rel, path.Dir(filepath.ToSlash(rel)), imports)
		return nil
	})
}
