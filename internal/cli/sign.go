package cli

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
)

// keyVariable holds a private key in PEM, for machines that keep it in a secret
// store.
const keyVariable = "ASSAY_SIGNING_KEY"

func newSign(f *factory) *cobra.Command {
	var key, verify string
	c := &cobra.Command{
		Use:   "sign FILE|DIRECTORY...",
		Short: "Sign results, plans of action and the manifest, or check their signatures",
		Long: `Write a signature beside each file, as FILE.sigstore.json: an in-toto statement with
the file's digest in a DSSE envelope, inside a sigstore bundle. Of a directory of
results the documents and the manifest are signed: the manifest names the digest
of everything else.

--verify KEY checks the signatures against a public key and writes nothing.

The private key comes from --key FILE (PKCS #8 in PEM, Ed25519 or ECDSA P-256,
without password) or from the environment variable ` + keyVariable + `. The same file and
key give the same signature. Nothing is sent anywhere.

Exit codes: 0 signed, or all signatures are good; 1 a signature is missing or
wrong; 2 a key or a file cannot be read.`,
		Example: `  assay sign results --key release.pem
  assay sign results --verify release.pub`,
		Args: arguments(1, -1, "at least one FILE or DIRECTORY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := documentsIn(args)
			if err != nil {
				return err
			}
			if verify != "" {
				return f.verifyFiles(cmd.Context(), files, verify)
			}
			return f.signFiles(cmd.Context(), files, key, provenance.Predicate{})
		},
	}
	c.Flags().StringVar(&key, "key", "", "`FILE` of the private key; otherwise the variable "+keyVariable)
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
	c.Flags().StringVar(&key, "key", "", "`FILE` of the private key; otherwise the variable "+keyVariable)
	c.Flags().StringSliceVar(&p.Kinds, "kind", nil, "`KIND` of evidence that the signature is for; repeatable")
	c.Flags().StringSliceVar(&p.Components, "component", nil, "`KEY` of the component that it is for; repeatable")
	c.Flags().StringVar(&collected, "collected", "", "`TIME` of collection that it is for")
	return c
}

func newEvidenceKeygen(f *factory) *cobra.Command {
	return &cobra.Command{
		Use:   "keygen NAME",
		Short: "Make a key to sign with: NAME.pem, which stays secret, and NAME.pub for the trust policy",
		Long: `Make an Ed25519 key: NAME.pem, readable by you alone, and NAME.pub. It is what
openssl genpkey -algorithm ed25519 makes. Files that are there are not replaced.

Exit codes: 0 made; 2 a file is there already or cannot be written.`,
		Args: arguments(1, 1, "the NAME of the files"),
		RunE: func(_ *cobra.Command, args []string) error { return f.keygen(args[0]) },
	}
}

func (f *factory) keygen(name string) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	open, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return err
	}
	for _, out := range []struct {
		path, block string
		der         []byte
		mode        os.FileMode
	}{{name + ".pem", "PRIVATE KEY", secret, 0o600}, {name + ".pub", "PUBLIC KEY", open, 0o644}} {
		file, err := os.OpenFile(out.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, out.mode)
		if err != nil {
			cause, remedy := problem.Cause(err)
			return problem.New(problem.Place{Path: out.path}, "cannot be made: "+cause, remedy)
		}
		if err := pem.Encode(file, &pem.Block{Type: out.block, Bytes: out.der}); err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	f.sayf("made %s, which stays secret, and %s for the trust policy", name+".pem", name+".pub")
	return nil
}

// signingKey reads the private key from a file, else from the environment.
func (f *factory) signingKey(path string) (*provenance.Key, error) {
	if path == "" {
		text := os.Getenv(keyVariable)
		if text == "" {
			return nil, problem.New(problem.Place{}, "there is no key to sign with", "say --key FILE, or set "+keyVariable+"; assay evidence keygen makes one")
		}
		return provenance.ReadPrivate([]byte(text), problem.Place{Path: keyVariable})
	}
	text, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		fmt.Fprintln(f.errOut, problem.Plain(path+" can be read by others on this machine; chmod 600 takes that from them"))
	}
	return provenance.ReadPrivate(text, problem.Place{Path: path})
}

func readKeyFile(path string) ([]byte, error) { return readSmall(path, "key", provenance.MaxKey) }

// readSmall reads a file of which one byte beyond most is enough to refuse it.
func readSmall(path, what string, most int64) ([]byte, error) {
	place := problem.Place{Path: path}
	file, err := os.Open(path)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(place, "the "+what+" cannot be opened: "+cause, remedy)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, problem.New(place, "the "+what+" is no regular file", "name a file")
	}
	return io.ReadAll(io.LimitReader(file, most+1))
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

func (f *factory) verifyFiles(ctx context.Context, files []string, keyFile string) error {
	text, err := readKeyFile(keyFile)
	if err != nil {
		return err
	}
	key, err := provenance.ReadPublic(text, problem.Place{Path: keyFile})
	if err != nil {
		return err
	}
	bad := false
	for _, path := range files {
		if _, err := provenance.Verify(ctx, path, []*provenance.Key{key}); err != nil {
			bad = true
			f.sayf("%s", err.Error())
			continue
		}
		f.sayf("good: %s", path)
	}
	if bad {
		return withCode(exitFailed)
	}
	return nil
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
			if err == nil && d.Type().IsRegular() && slices.Contains([]string{"manifest.json", "assessment-plan.json", "assessment-results.json", "poam.json", "measure.json"}, d.Name()) {
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
