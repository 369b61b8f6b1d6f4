// Package sigstore holds the signatures of assay against those of sigstore-go,
// which nobody here wrote: each verifies what the other signed, and refuses what
// was changed. It is a module of its own, so that nothing of it is linked.
package sigstore

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	protocommon "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/sign"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"
	"google.golang.org/protobuf/encoding/protojson"
)

const (
	evidence  = `{"kind": "sbom", "component": "web", "collected": "2026-11-18T06:00:00Z", "payload": {}}`
	suffix    = ".sigstore.json"
	predicate = "https://slsa.dev/provenance/v1"
)

// assay runs the program that ASSAY names and gives its exit code.
func assay(t *testing.T, arguments ...string) (int, string) {
	t.Helper()
	program := os.Getenv("ASSAY")
	if program == "" {
		t.Fatal("ASSAY does not name the program: make oracle-sigstore builds it and says so")
	}
	out, err := exec.Command(program, arguments...).CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), string(out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, string(out)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func writePEM(t *testing.T, path, block string, der []byte, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(pem.EncodeToMemory(&pem.Block{Type: block, Bytes: der})))
}

// publicKey reads a key as any other program would.
func publicKey(t *testing.T, path string) crypto.PublicKey {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("%s holds no PEM", path)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// verified is sigstore-go's judgement of a bundle over a text, with a key.
func verified(t *testing.T, path, text string, key crypto.PublicKey) error {
	t.Helper()
	b, err := bundle.LoadJSONFromPath(path)
	if err != nil {
		return err
	}
	v, err := signature.LoadVerifier(key, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	trusted := root.NewTrustedPublicKeyMaterial(func(string) (root.TimeConstrainedVerifier, error) {
		return root.NewExpiringKey(v, time.Time{}, time.Time{}), nil
	})
	judge, err := verify.NewVerifier(trusted, verify.WithNoObserverTimestamps())
	if err != nil {
		t.Fatal(err)
	}
	_, err = judge.Verify(b, verify.NewPolicy(verify.WithArtifact(bytes.NewReader([]byte(text))), verify.WithKey()))
	return err
}

func TestSigstoreVerifiesWhatAssaySigns(t *testing.T) {
	for _, algorithm := range []string{"ed25519", "ecdsa-p256"} {
		t.Run(algorithm, func(t *testing.T) {
			dir := t.TempDir()
			name, file := filepath.Join(dir, "scanner"), filepath.Join(dir, "sbom.json")
			if algorithm == "ed25519" {
				if code, out := assay(t, "evidence", "keygen", name); code != 0 {
					t.Fatalf("keygen: %d %s", code, out)
				}
			} else {
				key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
				if err != nil {
					t.Fatal(err)
				}
				secret, err := x509.MarshalPKCS8PrivateKey(key)
				writePEM(t, name+".pem", "PRIVATE KEY", secret, err)
				public, err := x509.MarshalPKIXPublicKey(key.Public())
				writePEM(t, name+".pub", "PUBLIC KEY", public, err)
			}
			if code, out := assay(t, "evidence", "keygen", filepath.Join(dir, "other")); code != 0 {
				t.Fatalf("keygen: %d %s", code, out)
			}
			write(t, file, evidence)
			if code, out := assay(t, "evidence", "sign", file, "--key", name+".pem", "--kind", "sbom", "--component", "web"); code != 0 {
				t.Fatalf("sign: %d %s", code, out)
			}
			if err := verified(t, file+suffix, evidence, publicKey(t, name+".pub")); err != nil {
				t.Errorf("sigstore-go does not believe it: %v", err)
			}
			if verified(t, file+suffix, evidence+" ", publicKey(t, name+".pub")) == nil {
				t.Error("sigstore-go believes it of other bytes")
			}
			if verified(t, file+suffix, evidence, publicKey(t, filepath.Join(dir, "other.pub"))) == nil {
				t.Error("sigstore-go believes it of another key")
			}
		})
	}
}

func TestAssayVerifiesWhatSigstoreSigns(t *testing.T) {
	for name, algorithm := range map[string]protocommon.PublicKeyDetails{
		"ed25519":    protocommon.PublicKeyDetails_PKIX_ED25519,
		"ecdsa-p256": protocommon.PublicKeyDetails_PKIX_ECDSA_P256_SHA_256,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file, key := filepath.Join(dir, "sbom.json"), filepath.Join(dir, "builder.pub")
			write(t, file, evidence)
			write(t, file+suffix, signed(t, algorithm, key, evidence))
			if code, out := assay(t, "sign", file, "--verify", key); code != 0 {
				t.Errorf("assay does not believe it: %d %s", code, out)
			}
			write(t, file, evidence+" ")
			if code, out := assay(t, "sign", file, "--verify", key); code != 1 {
				t.Errorf("assay believes it of other bytes: %d %s", code, out)
			}
			write(t, file, evidence)
			signed(t, algorithm, key, evidence) // another key takes its place
			if code, out := assay(t, "sign", file, "--verify", key); code != 1 {
				t.Errorf("assay believes it of another key: %d %s", code, out)
			}
		})
	}
}

// signed is a bundle over a text as sigstore-go writes it, by a new key whose
// public part it leaves in a file.
func signed(t *testing.T, algorithm protocommon.PublicKeyDetails, publicFile, text string) string {
	t.Helper()
	pair, err := sign.NewEphemeralKeypair(&sign.EphemeralKeypairOptions{Algorithm: algorithm})
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(pair.GetPublicKey())
	writePEM(t, publicFile, "PUBLIC KEY", public, err)
	sum := sha256.Sum256([]byte(text))
	statement := `{"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": "sbom.json", "digest": {"sha256": "` +
		hex.EncodeToString(sum[:]) + `"}}], "predicateType": "` + predicate + `", "predicate": {"buildDefinition": {}}}`
	b, err := sign.Bundle(&sign.DSSEData{Data: []byte(statement), PayloadType: "application/vnd.in-toto+json"}, pair, sign.BundleOptions{Context: context.Background()})
	if err != nil {
		t.Fatal(err)
	}
	out, err := protojson.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
