// Command pack makes the files of a release of binaries that are there: an archive and
// two bills of materials for each, and the list of their digests. The same binaries
// give the same bytes, whatever the clock, the directory and the umask.
//
//	pack -version v1.2.3 -epoch 1763596800 -completions bin/completions dist
//	pack -version v1.2.3 -epoch 1763596800 BINARY FILE.cdx.json|FILE.spdx.json
//
// In the first form dist/bin/OS_ARCH/assay are the binaries, in the second one bill of
// materials is written, as goreleaser asks for it.
package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"debug/elf"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/sbom"
)

// release is what the files of a release share.
type release struct {
	version     string
	made        time.Time
	completions string // directory of the scripts for shells
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("pack", flag.ContinueOnError)
	version := flags.String("version", "", "version of the release, as v1.2.3")
	epoch := flags.Int64("epoch", -1, "time of its commit, in seconds since 1970")
	completions := flags.String("completions", "", "directory with the completion scripts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *version == "" || *epoch < 0 {
		return errors.New("give -version and -epoch")
	}
	r := release{*version, time.Unix(*epoch, 0).UTC(), *completions}
	switch flags.NArg() {
	case 1:
		return r.pack(flags.Arg(0))
	case 2:
		return r.bill(flags.Arg(0), flags.Arg(1))
	}
	return errors.New("give a directory, or a binary and the file to write")
}

// pack makes the files of every binary below dir, and checksums.txt of them.
func (r *release) pack(dir string) error {
	binaries, err := filepath.Glob(filepath.Join(dir, "bin", "*", "assay*"))
	if err != nil || len(binaries) == 0 {
		return errors.Join(err, fmt.Errorf("no binary is in %s", filepath.Join(dir, "bin")))
	}
	var made []string
	for _, binary := range binaries {
		files, err := r.one(dir, binary)
		if err != nil {
			return err
		}
		made = append(made, files...)
	}
	return digests(dir, made)
}

// one makes the files of one binary and gives their names.
func (r *release) one(dir, binary string) ([]string, error) {
	target := filepath.Base(filepath.Dir(binary))
	name := "assay_" + strings.TrimPrefix(r.version, "v") + "_" + target
	if err := static(binary); err != nil {
		return nil, err
	}
	files, err := r.members(binary)
	if err != nil {
		return nil, err
	}
	archive, write := name+".tar.gz", tarball
	if strings.HasPrefix(target, "windows") {
		archive, write = name+".zip", zipped
	}
	var b bytes.Buffer
	if err := write(&b, files, r.made); err != nil {
		return nil, err
	}
	made := []string{archive, name + ".cdx.json", name + ".spdx.json"}
	if err := os.WriteFile(filepath.Join(dir, archive), b.Bytes(), 0o644); err != nil {
		return nil, err
	}
	for _, bill := range made[1:] {
		if err := r.bill(binary, filepath.Join(dir, bill)); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// static refuses a binary of Linux that another program has to load: it would not run
// in an empty image.
func static(binary string) error {
	f, err := elf.Open(binary)
	if err != nil {
		return nil // of another system
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return fmt.Errorf("%s is not static: build it with CGO_ENABLED=0", binary)
		}
	}
	return nil
}

// bill writes the bill of materials of a binary, in the form that its name says.
func (r *release) bill(binary, to string) error {
	data, err := os.ReadFile(binary)
	if err != nil {
		return err
	}
	info, err := buildinfo.Read(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("read what %s was built from: %w", binary, err)
	}
	sum := sha256.Sum256(data)
	p := &sbom.Program{Name: strings.TrimSuffix(filepath.Base(binary), ".exe"), Version: r.version, Digest: hex.EncodeToString(sum[:]), Made: r.made, Build: info}
	write := map[string]func(io.Writer, *sbom.Program) error{".cdx.json": sbom.CycloneDX, ".spdx.json": sbom.SPDX}
	for form, w := range write {
		if strings.HasSuffix(to, form) {
			var b bytes.Buffer
			if err := w(&b, p); err != nil {
				return err
			}
			return os.WriteFile(to, b.Bytes(), 0o644)
		}
	}
	return fmt.Errorf("%s ends neither in .cdx.json nor in .spdx.json", to)
}

// digests writes checksums.txt as sha256sum reads it.
func digests(dir string, names []string) error {
	slices.Sort(names)
	var list bytes.Buffer
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(data), name)
	}
	return os.WriteFile(filepath.Join(dir, "checksums.txt"), list.Bytes(), 0o644)
}
