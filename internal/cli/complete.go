package cli

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report"
	"github.com/assay-compliance/assay/oscal/frameworks"
	"github.com/assay-compliance/assay/oscal/validate"
)

// offer is a word that a shell may put on the line, and what it stands for.
type offer struct{ word, says string }

// offers gives the words of one sort that are known where the command stands. What
// cannot be read gives none: a shell has no place for a problem.
type offers func(at standing) []offer

// completed says what the words of a command line are completed from: arguments by the
// path of the command, values by the name of the flag, and where that means something
// else by both.
func completed() map[string]offers {
	return map[string]offers{
		"assay attest":                  requestOffers,
		"assay collect":                 collectorOffers,
		"assay control show":            controlOffers,
		"assay evidence kinds":          kindOffers,
		"assay evidence store checkout": fixed("last"),
		"assay explain":                 together(controlOffers, checkOffers, componentOffers),
		"assay oscal rules":             ruleOffers,
		"assay waiver new":              checkOffers,
		"--check":                       checkOffers,
		"--component":                   componentOffers,
		"--format":                      rawOffers,
		"--framework":                   frameworkOffers,
		"--gate":                        gateOffers,
		"--kind":                        kindOffers,
		"--profile":                     frameworkOffers,
		"--report":                      reportOffers,
		"assay catalog import --id":     fixed(frameworks.Catalogs()...),
		"assay oscal upgrade --report":  nil, // a file
		"assay waiver new --kind":       deviationOffers,
		"assay waiver new --level":      fixed("low", "moderate", "high", "critical"),
		"assay policy test --run":       fixed(),
		"assay evidence store get":      fixed(),
	}
}

// complete gives every command and flag below its completion. One that takes no
// arguments is offered none, and one that is not named here is offered files.
func complete(c *cobra.Command, from map[string]offers) {
	path := c.CommandPath()
	switch give, ok := from[path]; {
	case c.ValidArgsFunction != nil:
	case ok:
		c.ValidArgsFunction = completion(give, !takesMore(c.Use))
	case c.Runnable() && !strings.Contains(c.Use, " "):
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
	c.Flags().VisitAll(func(flag *pflag.Flag) {
		give, ok := from[path+" --"+flag.Name]
		if !ok {
			give, ok = from["--"+flag.Name]
		}
		if _, has := c.GetFlagCompletionFunc(flag.Name); ok && give != nil && !has {
			_ = c.RegisterFlagCompletionFunc(flag.Name, completion(give, false))
		}
	})
	for _, child := range c.Commands() {
		complete(child, from)
	}
}

// patience is how long a shell waits for words before it goes without.
const patience = 2 * time.Second

// completion is what cobra asks: the words that begin with what is typed, without those
// that stand on the line already, and none behind the one argument of a command that
// takes one. It never fails and never keeps a shell waiting.
func completion(give offers, one bool) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if one && len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		all := make(chan []offer, 1)
		go func() {
			defer func() {
				if recover() != nil {
					all <- nil
				}
			}()
			all <- give(standingOf(c))
		}()
		var words []string
		directive := cobra.ShellCompDirectiveNoFileComp
		select {
		case found := <-all:
			for _, o := range found {
				if strings.HasPrefix(o.word, typed) && typable.MatchString(o.word) && !slices.Contains(args, o.word) {
					words = append(words, strings.TrimRight(o.word+"\t"+problem.Plain(o.says), "\t "))
				}
				if strings.HasSuffix(o.word, "=") {
					directive |= cobra.ShellCompDirectiveNoSpace
				}
			}
		case <-time.After(patience):
		}
		slices.Sort(words)
		return slices.Compact(words), directive
	}
}

// takesMore says of a line of usage that the command takes several arguments.
func takesMore(use string) bool { return strings.Contains(use, "...") || strings.Contains(use, "…") }

// typable are the words that every shell takes as they stand. Others write the names in
// a workspace, and completion scripts put words through eval or a list of words that is
// expanded: a name that needs quotes is not offered, and can still be typed.
var typable = regexp.MustCompile(`^[\pL\pN_.][\pL\pN_./@+:,=-]*$`)

func fixed(words ...string) offers {
	return func(standing) (out []offer) {
		for _, w := range words {
			out = append(out, offer{word: w})
		}
		return out
	}
}

func together(several ...offers) offers {
	return func(at standing) (out []offer) {
		for _, give := range several {
			out = append(out, give(at)...)
		}
		return out
	}
}

func reportOffers(standing) (out []offer) {
	for _, f := range report.Formats() {
		out = append(out, offer{word: f.Name + "="})
	}
	return out
}

func rawOffers(at standing) []offer { return fixed(ingest.Formats()...)(at) }

func ruleOffers(standing) (out []offer) {
	for _, l := range validate.Layers() {
		for _, r := range l.Rules() {
			out = append(out, offer{r.ID, r.Says})
		}
	}
	return out
}

func deviationOffers(at standing) []offer {
	return fixed(string(assessment.RiskAccepted), string(assessment.FalsePositive), string(assessment.OperationalRequirement),
		string(assessment.RiskAdjustment), string(assessment.VendorDependency))(at)
}

func gateOffers(at standing) []offer {
	cfg := at.workspace()
	if cfg == nil {
		return nil
	}
	return fixed(slices.Sorted(maps.Keys(cfg.Gates))...)(at)
}

func collectorOffers(at standing) []offer {
	cfg := at.workspace()
	if cfg == nil {
		return nil
	}
	return fixed(slices.Sorted(maps.Keys(cfg.Collectors))...)(at)
}
