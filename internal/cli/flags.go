package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/oscal/frameworks"
)

const defaultConfig = "assay.yaml"

// configFlag adds -c to a command that needs a workspace.
func configFlag(c *cobra.Command, to *string) {
	c.Flags().StringVarP(to, "config", "c", defaultConfig, "the workspace's assay.yaml `FILE`")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
}

// workspaceFlag adds -c to a command that can do without a workspace; what is
// what of it counts.
func workspaceFlag(c *cobra.Command, to *string, what string) {
	c.Flags().StringVarP(to, "config", "c", "", "assay.yaml `FILE` whose "+what+" count too (default: assay.yaml here, where there is one)")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
}

// orHere gives path, or assay.yaml where that is not given and stands here.
func orHere(path string) string {
	if path != "" {
		return path
	}
	if _, err := os.Stat(defaultConfig); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return defaultConfig
}

// outputFlag adds -o with its allowed words; the first is the default.
func outputFlag(c *cobra.Command, to *string, words ...string) {
	c.Flags().StringVarP(to, "output", "o", words[0], "output `FORMAT`: "+joinOr(words))
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	check := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(words, *to) {
			return fmt.Errorf("there is no output format %q; use %s", *to, joinOr(words))
		}
		return check(cmd, args)
	}
}

// frameworkFlag adds -f; otherwise is what counts without it.
func frameworkFlag(c *cobra.Command, to *string, otherwise string) {
	c.Flags().StringVarP(to, "framework", "f", "", "`FRAMEWORK`: "+joinOr(frameworks.IDs())+" (default: "+otherwise+")")
}

// gateFlag adds --gate.
func gateFlag(c *cobra.Command, to *string) {
	c.Flags().StringVar(to, "gate", "", "`NAME` of the gate in assay.yaml (default: the one called default)")
}

// ratchetFlag adds --ratchet.
func ratchetFlag(c *cobra.Command, to *string) {
	c.Flags().StringVar(to, "ratchet", "", "hold the gate to earlier `RESULTS`, a directory, a file or git:REVISION:PATH, in place of its own: nothing may be worse")
}

// trustedFlag adds --trusted-ref.
func trustedFlag(c *cobra.Command, to *string) {
	c.Flags().StringVar(to, "trusted-ref", "", "read the rules from this `REVISION` of the repository, as origin/main, and not from the working tree")
	_ = c.RegisterFlagCompletionFunc("trusted-ref", cobra.NoFileCompletions)
}

// personalFlag adds --show-personal.
func personalFlag(c *cobra.Command, to *bool) {
	c.Flags().BoolVar(to, "show-personal", false, "show ids of persons as they are, not pseudonyms")
}

// asOfFlag adds --as-of.
func asOfFlag(c *cobra.Command, to *string, what string) {
	c.Flags().StringVar(to, "as-of", "", what+" at this `TIME`, like "+config.TimeForms+" (default: now)")
	_ = c.RegisterFlagCompletionFunc("as-of", cobra.NoFileCompletions)
}

// asOf is the time that --as-of gives, else that of the clock, in whole seconds
// UTC.
func (f *factory) asOf(text string) (at time.Time, declared bool, err error) {
	if text == "" {
		return f.now().UTC().Truncate(time.Second), false, nil
	}
	given, ok := config.ParseTime(text)
	if !ok {
		return time.Time{}, false, fmt.Errorf("--as-of %q is not a time; give one like %s", text, config.TimeForms)
	}
	return given.Time, true, nil
}

// outFlag adds --out; usage says what is there.
func outFlag(c *cobra.Command, to *string, otherwise, usage string) {
	c.Flags().StringVar(to, "out", otherwise, usage)
	_ = c.MarkFlagDirname("out")
}
