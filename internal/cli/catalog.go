package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
)

func newCatalog(f *factory) *cobra.Command {
	return group("catalog", "Put official catalogs and profiles into the workspace", newCatalogImport(f))
}

func newCatalogImport(f *factory) *cobra.Command {
	o := pipeline.ImportOptions{}
	var format string
	c := &cobra.Command{
		Use:   "import FILE|URL",
		Short: "Put an official catalog or profile into the workspace, by digest",
		Long: `Put a catalog or profile of its publisher (NIST SP 800-53, SP 800-171, CSF, a
FedRAMP baseline …) into the directory catalogs beside assay.yaml, with an entry
in catalogs/index.yaml. Both are reviewed and committed like code.

From then on the words of an imported catalog stand where assay has short wording
of its own, and a profile of yours may import it. Every output says which. A file
that changed afterwards is refused.

--sha256 is the digest that the file must have. Without it a FILE is not imported:
its digest is printed, to be compared with the publisher's; a URL is not fetched.

URL begins with https:// (http:// to this machine only). At most five redirects are
followed, none of them from https to http. No user name, cookie or key is sent.

Exit codes: 0 imported; 2 another digest, no readable catalog or profile, no answer:
nothing was written.`,
		Example: `  assay catalog import NIST_SP-800-53_rev5_catalog.json --sha256 7a39…
  assay catalog import https://example.org/catalog.json --sha256 7a39… --id nist-800-53`,
		Args: arguments(1, 1, "a FILE or URL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Source = args[0]
			return f.catalogImport(cmd.Context(), o, format)
		},
	}
	configFlag(c, &o.Config)
	c.Flags().StringVar(&o.SHA256, "sha256", "", "the SHA-256 `HEX` that the file must have")
	c.Flags().StringVar(&o.ID, "id", "", "what to call it, `ID` (default: that of the embedded catalog it is the official text of, else a short form of its title)")
	c.Flags().DurationVar(&o.Timeout, "timeout", 2*time.Minute, "how long a URL may take")
	outputFlag(c, &format, "text", "json")
	return c
}

var sha256Shape = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// jsonCatalogImport is an import in JSON output.
type jsonCatalogImport struct {
	ID           string `json:"id"`
	Model        string `json:"model"`
	Title        string `json:"title"`
	Version      string `json:"version"`
	OSCALVersion string `json:"oscal-version"`
	Digest       string `json:"sha256"`
	Source       string `json:"source"`
	Path         string `json:"path"`
	Replaced     string `json:"replaced-sha256,omitempty"`
}

func (f *factory) catalogImport(ctx context.Context, o pipeline.ImportOptions, format string) error {
	switch {
	case o.SHA256 != "" && !sha256Shape.MatchString(o.SHA256):
		return fmt.Errorf("--sha256 wants 64 hexadecimal digits, as sha256sum prints them")
	case o.Timeout <= 0:
		return fmt.Errorf("--timeout must be longer than nothing")
	}
	done, err := pipeline.ImportCatalog(ctx, o)
	var unpinned *pipeline.Unpinned
	if errors.As(err, &unpinned) {
		return problem.New(problem.Place{Path: o.Source}, unpinned.Error()+"; nothing was imported",
			"compare it with the digest that the publisher gives, then repeat with --sha256 "+unpinned.Digest)
	}
	if err != nil {
		return err
	}
	if format == "json" {
		out := jsonCatalogImport{done.ID, done.Model, done.Title, done.Version, done.OSCALVersion, done.Digest, done.Source, done.Path, ""}
		if done.Replaced != nil {
			out.Replaced = done.Replaced.Digest
		}
		return f.json(out)
	}
	f.sayf("%s: %s %s, version %s", done.ID, done.Model, done.Title, done.Version)
	f.sayf("  sha256 %s", done.Digest)
	f.sayf("  %s", done.Path)
	if done.Replaced != nil {
		f.sayf("  in place of sha256 %s, which was removed", done.Replaced.Digest)
	}
	return nil
}
