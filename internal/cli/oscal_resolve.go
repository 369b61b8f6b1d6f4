package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
	"github.com/assay-compliance/assay/oscal/resolve"
	"github.com/assay-compliance/assay/oscal/validate"
)

type resolveOptions struct {
	convertOptions
	sources []string
}

func newOSCALResolve(f *factory) *cobra.Command {
	var o resolveOptions
	c := &cobra.Command{
		Use:   "resolve PROFILE",
		Short: "Write the catalog that a profile stands for",
		Long: `Resolve an OSCAL profile (JSON, YAML or XML, 1.0.0 to 1.2.2) into the catalog it
stands for, as NIST's profile resolution specification has it: imports of catalogs
and profiles, selections by id and pattern, merging as-is, flat or custom,
alterations, parameters, back matter.

PROFILE is a file, or a built-in framework such as assay:fedramp-high. What it
imports must be in its repository, or be built in; nothing is fetched. For an
import that leads elsewhere, --source says which file to take: HREF is the href of
the import, or a link of the resource it names.

The same files give the same bytes: the result has no time of its own, and its
uuid follows from the digests of the files. What the profile asks for and has no
effect, such as a control that is not in the catalog, is noted on standard error.

Exit codes: 0 written; 2 a file cannot be read, or the profile cannot be resolved.`,
		Example: `  assay oscal resolve profile.json -o catalog.json
  assay oscal resolve assay:fedramp-high --to yaml
  assay oscal resolve FedRAMP_HIGH_profile.json \
    --source NIST_SP-800-53_rev5_catalog.json=../nist/catalog.json`,
		Args: arguments(1, 1, "one profile"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.oscalResolve(cmd.Context(), o, args[0]) },
	}
	c.Flags().StringVar(&o.to, "to", "", "the format to write, `FORMAT`: "+joinOr(formats())+" (default json)")
	_ = c.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(formats(), cobra.ShellCompDirectiveNoFileComp))
	c.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "format" { // what other tools say for --to
			name = "to"
		}
		return pflag.NormalizedName(name)
	})
	c.Flags().StringVarP(&o.out, "output", "o", stdin, "the `FILE` to write; - is standard output")
	c.Flags().StringArrayVar(&o.sources, "source", nil, "`HREF=FILE`: the file that stands for an import; may be repeated")
	return c
}

func (f *factory) oscalResolve(ctx context.Context, o resolveOptions, file string) error {
	format, err := o.format()
	if o.to == "" && err != nil {
		format, err = oscal.JSON, nil
	}
	if err != nil {
		return err
	}
	sources := map[string]string{}
	for _, s := range o.sources {
		at := strings.LastIndexByte(s, '=')
		if at <= 0 || at == len(s)-1 {
			return fmt.Errorf("--source %q is not HREF=FILE", s)
		}
		if _, twice := sources[s[:at]]; twice {
			return fmt.Errorf("--source names %s twice", s[:at])
		}
		sources[s[:at]] = s[at+1:]
	}
	result, err := pipeline.Resolve(file, sources)
	if err != nil {
		return err
	}
	for _, n := range result.Notes {
		tell(f.errOut, problem.New(n.Place, "note: "+n.What, n.Remedy))
	}
	for _, href := range slices.Sorted(maps.Keys(sources)) {
		used := func(read resolve.File) bool { return read.Name == filepath.ToSlash(sources[href]) }
		if !slices.ContainsFunc(result.Files, used) {
			tell(f.errOut, problem.New(problem.Place{}, "note: nothing imports "+problem.Plain(href)+": its --source was not read", "write the href as the profile has it, or a link of the resource it names"))
		}
	}
	text, err := oscal.Marshal(oscal.Models{Catalog: result.Catalog})
	if err != nil {
		return err
	}
	doc, err := oscal.Identify(filepath.ToSlash(file)+" (resolved)", text)
	if err != nil {
		return err
	}
	// What is imported may break the schema where the types do not: a control
	// without title, an id that is no token.
	if err := validate.Err(validate.Schema(doc)); err != nil {
		return err
	}
	return f.produce(o.out, func(w io.Writer) error { return doc.Write(&counter{ctx: ctx, out: w}, format) })
}
