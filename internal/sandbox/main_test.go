package sandbox

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"
)

// asParent makes this test binary a parent that runs a sleeping guest, to be killed by TestGuestDiesWithParent.
const asParent = "SANDBOX_TEST_AS_PARENT"

func TestMain(m *testing.M) {
	Main()
	if os.Getenv(asParent) != "" {
		_, err := NewProcess().Run(context.Background(), Spec{Worker: "sandbox.escape.sleep", Limits: Limits{Wall: time.Hour}})
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
