package cli

import (
	"encoding/json"
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
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return f.version(format)
		},
	}
	outputFlag(c, &format, "text", "json")
	return c
}

// version prints what bears on a verdict: the binary, OPA, go-oscal, and the
// digests of the embedded policies, schemas and frameworks.
func (f *factory) version(format string) error {
	parts, err := pipeline.Parts(libraries())
	if err != nil {
		return err
	}
	if format == "json" {
		return f.json(map[string]any{"version": Version, "go": runtime.Version(), "parts": parts})
	}
	fmt.Fprintf(f.out, "assay %s\n", Version)
	fmt.Fprintf(f.out, "  %-12s %s\n", "go", runtime.Version())
	for _, k := range slices.Sorted(maps.Keys(parts)) {
		fmt.Fprintf(f.out, "  %-12s %s\n", k, parts[k])
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

// outputFlag adds -o with its allowed words; the first is the default.
func outputFlag(c *cobra.Command, to *string, words ...string) {
	c.Flags().StringVarP(to, "output", "o", words[0], "output format: "+joinOr(words))
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	check := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(words, *to) {
			return fmt.Errorf("there is no output format %q; use %s", *to, joinOr(words))
		}
		return check(cmd, args)
	}
}

func joinOr(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		out := words[0]
		for _, w := range words[1 : n-1] {
			out += ", " + w
		}
		return out + " or " + words[n-1]
	}
}

// json writes v to stdout, keys sorted where it is a map.
func (f *factory) json(v any) error {
	enc := json.NewEncoder(f.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
