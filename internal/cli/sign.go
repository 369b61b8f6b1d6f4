package cli

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/emit"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
)

// manifestFile is the name of the file that names all others of a directory of
// results.
const manifestFile = "manifest.json"

func newSign(f *factory) *cobra.Command {
	var key, verify string
	c := &cobra.Command{
		Use:   "sign FILE|DIRECTORY...",
		Short: "Sign results, plans of action and the manifest, or check their signatures",
		Long: `Write a signature beside each file, as FILE.sigstore.json: an in-toto statement with
the file's digest in a DSSE envelope, inside a sigstore bundle. Of a directory of
results the documents and the manifest are signed: the manifest names the digest
of everything else.

--verify KEY checks the signatures against a public key and writes nothing. Where
that of a manifest is good, every file that the manifest names is held against
its digest too; of a directory without one nobody could tell what is missing.

The private key (PKCS #8 in PEM, Ed25519 or ECDSA P-256, without password) comes
from --key FILE, from the variable of --key env:NAME, or from ` + keyVariable + `. The
same file and key give the same signature. Nothing is sent anywhere.

Exit codes: 0 signed, or all signatures and files are good; 1 a signature is
missing or wrong, or a file is missing or not what the manifest says; 2 a key or
a file cannot be read.`,
		Example: `  assay sign results --key release.pem
  assay sign results --verify release.pub`,
		Args: arguments(1, -1, "at least one FILE or DIRECTORY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := documentsIn(args)
			if err != nil {
				return err
			}
			if verify != "" {
				return f.verifyFiles(cmd.Context(), args, files, verify)
			}
			return f.signFiles(cmd.Context(), files, key, provenance.Predicate{})
		},
	}
	keyFlag(c, &key)
	c.Flags().StringVar(&verify, "verify", "", "check signatures against the public key in `FILE`")
	c.MarkFlagsMutuallyExclusive("key", "verify")
	return c
}

func newEvidenceSign(f *factory) *cobra.Command {
	var key, collected string
	var p provenance.Predicate
	c := &cobra.Command{
		Use:   "sign FILE...",
		Short: "Sign files of evidence, raw exports too, so that the trust policy can tell who speaks for them",
		Long: `Write a signature beside each file of evidence, as FILE.sigstore.json. Whatever the
file is, its bytes are signed: an envelope, a file of lines, a scanner's export.
` + "`trust:`" + ` in assay.yaml says which signer may speak for which kind of evidence of
which component; evidence that is changed afterwards, or signed by another,
decides nothing.

--kind, --component and --collected bind the signature: it then counts for
nothing else. See docs/provenance.md.

Exit codes: 0 signed; 2 a key or a file cannot be read.`,
		Example: `  assay evidence sign scans/trivy.json --key scanner.pem --kind vulnerabilities --component web`,
		Args:    arguments(1, -1, "at least one FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if collected != "" {
				if _, _, err := evidence.ParseTime(collected); err != nil || !strings.HasSuffix(collected, "Z") {
					return problem.New(problem.Place{}, "--collected: this is no time in UTC", "write it as the evidence does: 2026-01-31T09:00:00Z")
				}
				p.Collected = collected
			}
			return f.signFiles(cmd.Context(), args, key, p)
		},
	}
	keyFlag(c, &key)
	c.Flags().StringSliceVar(&p.Kinds, "kind", nil, "`KIND` of evidence that the signature is for; repeatable")
	c.Flags().StringSliceVar(&p.Components, "component", nil, "`KEY` of the component that it is for; repeatable")
	c.Flags().StringVar(&collected, "collected", "", "`TIME` of collection that it is for")
	return c
}

// signFiles signs every file or none: all bundles are made before the first is
// written.
func (f *factory) signFiles(ctx context.Context, files []string, keyFile string, p provenance.Predicate) error {
	key, err := f.signingKey(keyFile)
	if err != nil {
		return err
	}
	var problems problem.List
	bundles := make([][]byte, len(files))
	for i, path := range files {
		if strings.HasSuffix(path, provenance.Suffix) {
			problems.Add(problem.Place{Path: path}, "is a signature itself", "name the file that it is for")
			continue
		}
		bundles[i], err = provenance.File(ctx, path, p, key)
		problems.Join(problem.Place{Path: path}, err)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	for i, path := range files {
		err := replaceFile(path+provenance.Suffix, func(w io.Writer) error {
			_, err := w.Write(bundles[i])
			return err
		})
		if err != nil {
			return err
		}
		f.sayf("signed %s", path)
	}
	return nil
}

// verifyFiles says of each file whether the key signed it, and of what a signed
// manifest names whether it is what the manifest says.
func (f *factory) verifyFiles(ctx context.Context, args, files []string, keyFile string) error {
	if err := noKey("--verify", keyFile); err != nil {
		return err
	}
	text, err := readKeyFile(keyFile)
	if err != nil {
		return err
	}
	key, err := provenance.ReadPublic(text, problem.Place{Path: keyFile})
	if err != nil {
		return err
	}
	var wrong problem.List
	named := map[string]bool{}
	for _, path := range files {
		_, err := provenance.Verify(ctx, path, []*provenance.Key{key})
		if err == nil && filepath.Base(path) == manifestFile {
			err = manifested(filepath.Dir(path), named)
		}
		if err == nil {
			f.sayf("good: %s", path)
		}
		wrong.Join(problem.Place{Path: path}, err)
	}
	for _, path := range files {
		if filepath.Base(path) != manifestFile && !named[path] && !slices.Contains(args, path) {
			wrong.Add(problem.Place{Path: path}, "no signed manifest names it: nobody can tell whether it is of these results, and what is missing", "assess again and sign the whole directory, or name the file itself")
		}
	}
	for _, p := range problem.All(wrong.Err()) {
		f.sayf("%s", p.Error())
	}
	if wrong.Len() > 0 {
		return withCode(exitFailed)
	}
	return nil
}

// manifested holds what the manifest of a directory names against it, and adds it
// to named.
func manifested(dir string, named map[string]bool) error {
	m, err := emit.ReadManifest(dir)
	if err != nil {
		return err
	}
	if m == nil {
		return problem.New(problem.Place{Path: dir}, "the manifest is gone", "assess again")
	}
	for _, o := range m.Outputs {
		named[filepath.Join(dir, filepath.FromSlash(o.Path))] = true
	}
	return m.Verify(dir)
}

// documentsIn lists the files of the arguments: of a directory the manifest and
// the documents, which name everything else there by digest.
func documentsIn(args []string) ([]string, error) {
	var out []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			cause, remedy := problem.Cause(err)
			return nil, problem.New(problem.Place{Path: arg}, "cannot be opened: "+cause, remedy)
		}
		if !info.IsDir() {
			out = append(out, arg)
			continue
		}
		found := len(out)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && slices.Contains([]string{manifestFile, "assessment-plan.json", "assessment-results.json", "poam.json", "measure.json"}, d.Name()) {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			cause, remedy := problem.Cause(err)
			return nil, problem.New(problem.Place{Path: arg}, "cannot be listed: "+cause, remedy)
		}
		if len(out) == found {
			return nil, problem.New(problem.Place{Path: arg}, "there are no results in the directory", "name a directory that assay assess wrote, or files")
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
