package cli

import (
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
)

func newVersion(f *factory) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version, its libraries and the digests of its content",
		Args:  arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			return f.version(format)
		},
	}
	outputFlag(c, &format, "text", "json")
	return c
}

// fetched is the version by which go install fetched the program from the network or a
// proxy; empty for what was built from files. Only what was fetched has a sum: the
// version that Go makes up of a commit would differ where the repository is not there.
func fetched() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Sum != "" {
		return info.Main.Version
	}
	return ""
}

// version prints what bears on a verdict: the binary, OPA, go-oscal, and the
// digests of the embedded policies, schemas and frameworks.
func (f *factory) version(format string) error {
	parts, err := pipeline.Parts(libraries())
	if err != nil {
		return err
	}
	platform := runtime.GOOS + "/" + runtime.GOARCH
	if format == "json" {
		return f.json(map[string]any{"version": Version, "commit": cmp.Or(commit, "unknown"), "go": runtime.Version(), "platform": platform, "parts": parts})
	}
	fmt.Fprintf(f.out, "assay %s\n", Version)
	fmt.Fprintf(f.out, "  %-14s %s\n", "commit", cmp.Or(commit, "unknown"))
	fmt.Fprintf(f.out, "  %-14s %s, %s\n", "go", runtime.Version(), platform)
	for _, k := range slices.Sorted(maps.Keys(parts)) {
		fmt.Fprintf(f.out, "  %-14s %s\n", k, parts[k])
	}
	return nil
}

// libraries gives the versions of the libraries that bear on a verdict.
func libraries() map[string]string {
	out := map[string]string{"opa": "unknown", "go-oscal": "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out
	}
	for _, d := range info.Deps {
		switch d.Path {
		case "github.com/open-policy-agent/opa":
			out["opa"] = d.Version
		case "github.com/defenseunicorns/go-oscal":
			out["go-oscal"] = d.Version
		}
	}
	return out
}
