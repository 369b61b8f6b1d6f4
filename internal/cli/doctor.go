package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
)

func newDoctor(f *factory) *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Check that this machine and this workspace are fit for assay",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return f.doctor(config) },
	}
	configFlag(c, &config)
	return c
}

// doctor tries each thing a run needs and says what is wrong. It exits 2 when
// something would stop a run.
func (f *factory) doctor(config string) error {
	bad := 0
	say := func(what string, err error, fine string) {
		if err != nil {
			bad++
			fmt.Fprintf(f.out, "wrong  %s\n", what)
			f.problems(err)
			return
		}
		fmt.Fprintf(f.out, "ok     %s: %s\n", what, fine)
	}
	fmt.Fprintf(f.out, "assay %s, %s, %s/%s\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	own, err := pipeline.Open("")
	if err != nil {
		say("embedded policies", err, "")
	} else {
		say("embedded policies", nil, fmt.Sprintf("%d checks over %d evidence kinds", len(own.Checks), len(own.Kinds.Names())))
	}
	say("temporary directory", writable(os.TempDir()), "writable")

	_, err = os.Stat(config)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(f.out, "none   workspace: no %s here; assay init makes one\n", config)
	} else {
		w, err := pipeline.Open(config)
		if err != nil {
			say("workspace", err, "")
		} else {
			say("workspace", nil, fmt.Sprintf("%s, frameworks %v, %d sources", w.Config.SystemID.Value, w.Config.Frameworks.Words(), len(w.Config.Sources)))
			out := filepath.Join(filepath.Dir(config), "results")
			say("output directory", writable(filepath.Dir(out)), "writable")
		}
	}
	if bad > 0 {
		return withCode(exitUsage)
	}
	return nil
}

// writable tries to make a file in dir.
func writable(dir string) error {
	t, err := os.CreateTemp(dir, ".assay-doctor-*")
	if err != nil {
		return fmt.Errorf("cannot write there: %w", errors.Unwrap(err))
	}
	t.Close()
	return os.Remove(t.Name())
}
