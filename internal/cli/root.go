//go:generate go run ../../docs/gen ../../docs

// Package cli is the command line: one file a command, each in two halves,
// parsing and running. stdout carries the product, stderr problems and
// progress. Only this package knows cobra, the clock and the environment.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

// The exit codes, highest first.
const (
	exitPassed      = 0
	exitUsage       = 2 // wrong usage or unreadable input
	exitFailed      = 1 // the gate says no
	exitUndecided   = 3 // something in scope stayed undecided, or nothing was assessed
	exitInterrupted = 130
)

// The linker of a release sets these.
var release, commit string

// Version is the version of the binary: that of the release, else the one by which
// go install fetched it, else dev.
var Version = cmp.Or(release, fetched(), "dev")

// factory is what commands share: streams, clock and environment.
type factory struct {
	in     io.Reader
	out    io.Writer
	errOut io.Writer
	now    func() time.Time
	env    func(string) string
}

// Main runs one command line and returns the exit code. It never calls os.Exit.
func Main(args []string, in io.Reader, out, errOut io.Writer) (code int) {
	stdout := &output{Writer: out}
	f := &factory{in: in, out: stdout, errOut: errOut, now: time.Now, env: os.Getenv}
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintln(errOut, "assay: internal error; this is a bug in assay, nothing was written")
			if os.Getenv("ASSAY_DEBUG") != "" {
				panic(r)
			}
			code = exitUsage
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot(f)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	// A verdict stands, even where the interruption came after it.
	var verdict *codeError
	if ctx.Err() != nil && err != nil && !errors.As(err, &verdict) {
		fmt.Fprintln(errOut, "assay: interrupted; nothing was written")
		return exitInterrupted
	}
	// A verdict that nobody could read is none.
	if stdout.err != nil && (err == nil || errors.As(err, &verdict)) {
		err = stdout.err
	}
	return f.exit(err)
}

// output remembers the first failure to write, so that no command says that all
// is well when what it had to say is lost.
type output struct {
	io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// exit prints what went wrong and gives its code.
func (f *factory) exit(err error) int {
	var c *codeError
	switch {
	case err == nil:
		return exitPassed
	case errors.As(err, &c):
		if c.err != nil {
			f.problems(c.err)
		}
		return c.code
	}
	f.problems(err)
	return exitUsage
}

// codeError carries an exit code through cobra.
type codeError struct {
	code int
	err  error
}

func (e *codeError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

// withCode ends a command with a code other than 0 or 2.
func withCode(code int) error {
	if code == exitPassed {
		return nil
	}
	return &codeError{code: code}
}

// problems prints every problem of err; what is no problem is said on a line.
func (f *factory) problems(err error) {
	for _, p := range problem.Of(err) {
		if len(problem.All(err)) == 0 && p.Place == (problem.Place{}) && p.Remedy == "" {
			fmt.Fprintln(f.errOut, "assay: "+problem.Plain(p.What))
			continue
		}
		tell(f.errOut, p)
	}
}

// tell prints a problem: its place, what is wrong, and what to do.
func tell(w io.Writer, p *problem.Problem) {
	if at := p.Where(); at != "" {
		fmt.Fprintln(w, problem.Plain(at))
	}
	fmt.Fprintln(w, "  "+problem.Plain(p.What))
	if p.Remedy != "" {
		fmt.Fprintln(w, "  "+problem.Plain(p.Remedy))
	}
}

func newRoot(f *factory) *cobra.Command {
	root := &cobra.Command{
		Use:   "assay",
		Short: "Compliance as code: OSCAL in, evidence judged by Rego, OSCAL and one verdict out",
		Long: `assay joins what a system claims (an OSCAL component definition), what the
rules ask (Rego policies for HIPAA, CMMC and FedRAMP) and what the system is
(collected evidence), and writes OSCAL assessment results, a POA&M and one yes
or no for a release.

Exit codes: 0 the gate passed; 1 the gate says no; 3 something in scope stayed
undecided, or nothing was assessed; 2 wrong usage, input that cannot be read or
output that cannot be written; 130 interrupted. The help of a command says what
it means by them.`,
		Version:       Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs, // helpOrUnknown refuses them
		RunE:          helpOrUnknown,

		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return refuseEmpty(cmd) },
	}
	root.SetVersionTemplate("assay {{.Version}}\n")
	root.SetIn(f.in)
	root.SetOut(f.out)
	root.SetErr(f.errOut)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		hint := ""
		var unknown *pflag.NotExistError
		if errors.As(err, &unknown) && len(unknown.GetSpecifiedName()) > 1 {
			var names []string
			cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
			if near := strictyaml.Near(unknown.GetSpecifiedName(), names); len(near) > 0 {
				hint = "; did you mean --" + near[0] + "?"
			}
		}
		return fmt.Errorf("%w%s; see %s --help", err, hint, cmd.CommandPath())
	})
	root.AddCommand(
		newInit(f), newAssess(f), newAttest(f), newGate(f), newDiff(f), newMetrics(f), newReport(f), newSign(f), newExplain(f), newWaiver(f),
		newControl(f), newPolicy(f), newEvidence(f), newImport(f), newOSCAL(f),
		newCatalog(f), newCollect(f), newConfig(f), newDoctor(f), newVersion(f),
	)
	root.SetHelpCommand(newHelp(root))
	root.InitDefaultCompletionCmd("completion") // cobra makes it late, and refuses no shell that it does not know
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args, c.RunE = cobra.ArbitraryArgs, helpOrUnknown
			c.Short = "Print the completion script of a shell: bash, fish, powershell or zsh"
			c.Long = c.Short + ".\nThe help of each says how to load it."
		}
	}
	complete(root, completed())
	return root
}

// newHelp is help as cobra has it, but for a word that is no command.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			if at, _, err := root.Find(args); err == nil {
				names = namesOf(at)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			at, rest, err := root.Find(args)
			if err != nil {
				return err
			}
			at.InitDefaultHelpFlag()
			if !at.HasSubCommands() {
				rest = nil
			}
			if len(rest) > 0 {
				return helpOrUnknown(at, rest)
			}
			return at.Help()
		},
	}
}

// group is a command that only holds others.
func group(use, short string, children ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, RunE: helpOrUnknown, DisableFlagsInUseLine: true}
	c.AddCommand(children...)
	return c
}

// helpOrUnknown is what a command does that only holds others: it shows its help
// or, given a word that is none of them, names those that were meant.
func helpOrUnknown(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	hint := ""
	if near := strictyaml.Near(args[0], namesOf(cmd)); len(near) > 0 {
		hint = "; did you mean " + cmd.CommandPath() + " " + near[0] + "?"
	}
	return fmt.Errorf("unknown command %q for %q%s; see %s --help", args[0], cmd.CommandPath(), hint, cmd.CommandPath())
}

// namesOf lists the commands that a command holds.
func namesOf(cmd *cobra.Command) (names []string) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// refuseEmpty refuses a flag that was given without a value: most likely a variable
// that is not set, and the default, as another gate, is not what was meant.
func refuseEmpty(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" && err == nil {
			err = fmt.Errorf("--%s was given an empty value; give one, or leave it out; see %s --help", f.Name, cmd.CommandPath())
		}
	})
	return err
}

// arguments asks for so many arguments, most -1 for any number.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case slices.Contains(args, ""):
			return fmt.Errorf("%s was given an empty argument; see %s --help", cmd.CommandPath(), cmd.CommandPath())
		case len(args) < least:
			return fmt.Errorf("%s needs %s; see %s --help", cmd.CommandPath(), what, cmd.CommandPath())
		case most == 0 && len(args) > 0:
			return fmt.Errorf("%s takes no arguments, and was given %q; see %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
		case most > 0 && len(args) > most:
			return fmt.Errorf("%s takes %s and no more, and was given %q too; see %s --help", cmd.CommandPath(), what, args[most], cmd.CommandPath())
		}
		return nil
	}
}
