package emit

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two directories in one step.
func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}

// lockDir takes a lock that ends with the process, so that a leftover can be
// told from a run at work.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(dir, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// fewFiles is up to how many files are synced each for itself. A sync of the whole
// file system costs less for many, and more when others write to it too.
const fewFiles = 64

// syncTree puts everything under dir on the disk.
func syncTree(dir string) error {
	files, err := filesUnder(dir, fewFiles+1)
	if err != nil {
		return err
	}
	if len(files) <= fewFiles {
		return syncFiles(files)
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.Syncfs(int(d.Fd()))
}
