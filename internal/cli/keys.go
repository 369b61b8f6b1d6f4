package cli

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
)

const (
	// keyVariable holds a private key in PEM where no --key is given.
	keyVariable = "ASSAY_SIGNING_KEY"
	// fromVariable begins a --key that names a variable and not a file.
	fromVariable = "env:"
)

// keyFlag is --key of the commands that sign.
func keyFlag(c *cobra.Command, key *string) {
	c.Flags().StringVar(key, "key", "", "`FILE` of the private key, or env:NAME for an environment variable that holds it; otherwise the variable "+keyVariable)
}

func newEvidenceKeygen(f *factory) *cobra.Command {
	return &cobra.Command{
		Use:   "keygen NAME",
		Short: "Make a key to sign with: NAME.pem, which stays secret, and NAME.pub for the trust policy",
		Long: `Make an Ed25519 key: NAME.pem, readable by you alone, and NAME.pub. It is what
openssl genpkey -algorithm ed25519 makes. Files that are there are not replaced,
and both are made or none.

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
	// The public part comes first: what stops in between leaves nothing secret.
	if err := newPEM(name+".pub", "PUBLIC KEY", open, 0o644); err != nil {
		return err
	}
	if err := newPEM(name+".pem", "PRIVATE KEY", secret, 0o600); err != nil {
		_ = os.Remove(name + ".pub") // half a pair is none
		return err
	}
	f.sayf("made %s, which stays secret, and %s for the trust policy", name+".pem", name+".pub")
	return nil
}

// newPEM makes a file that is not there yet, whole or not at all.
func newPEM(path, block string, der []byte, mode os.FileMode) error {
	wrong := func(err error) error {
		cause, remedy := problem.Cause(err)
		return problem.New(problem.Place{Path: path}, "cannot be made: "+cause, remedy)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return wrong(err)
	}
	err = pem.Encode(file, &pem.Block{Type: block, Bytes: der})
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path)
		return wrong(err)
	}
	return nil
}

// variableName is how names of environment variables are spelled.
var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`)

// signingKey reads the private key from a file or the environment variable that
// --key names; without --key from the variable that is always looked at.
func (f *factory) signingKey(from string) (*provenance.Key, error) {
	if err := noKey("--key", from); err != nil {
		return nil, err
	}
	name, named := strings.CutPrefix(from, fromVariable)
	switch {
	case from == "" && os.Getenv(keyVariable) == "":
		return nil, problem.New(problem.Place{}, "there is no key to sign with", "say --key FILE, or set "+keyVariable+"; assay evidence keygen makes one")
	case from == "":
		name = keyVariable
	case named && !variableName.MatchString(name):
		return nil, problem.New(problem.Place{}, "--key: what follows env: is no name of an environment variable", "write env:NAME, and keep the key in the variable NAME")
	case named && os.Getenv(name) == "":
		return nil, problem.New(problem.Place{}, "--key: there is nothing in the environment variable "+name, "set it to the private key in PEM, as NAME.pem holds it")
	case !named:
		return f.privateFile(from)
	}
	return provenance.ReadPrivate([]byte(os.Getenv(name)), problem.Place{Path: name})
}

// privateFile reads a private key from a file, and says where others can too.
func (f *factory) privateFile(path string) (*provenance.Key, error) {
	text, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		fmt.Fprintln(f.errOut, problem.Plain(path+" can be read by others on this machine; chmod 600 takes that from them"))
	}
	return provenance.ReadPrivate(text, problem.Place{Path: path})
}

// noKey refuses a key where the name of one is asked for, without repeating it: an
// error about a file would print what it takes for the file's name.
func noKey(flag, text string) error {
	text = strings.TrimPrefix(text, fromVariable)
	der, err := base64.StdEncoding.DecodeString(text)
	const sequence = 0x30 // every key in DER begins with it
	if strings.ContainsAny(text, "\r\n") || strings.Contains(text, "-----") || err == nil && len(der) >= ed25519.SeedSize && der[0] == sequence {
		return problem.New(problem.Place{}, flag+" is given a key and not where one is", "name the file of the key, or env:NAME; a key on the command line is seen by every program of the machine, so make another")
	}
	return nil
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
