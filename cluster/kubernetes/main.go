// Command kubernetes holds a whole Kubernetes control plane in one file: etcd, the API server,
// the controllers, the scheduler, kwok in the place of kubelets, and kubectl.
//
// The program to run is named by the first argument, or by the name that the file was called
// by when it ends in the name of a program (so that a symbolic link named kubectl is kubectl).
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	"k8s.io/component-base/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwok "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
)

// exitWithParent names the environment variable that ties a program's life to its parent's.
const exitWithParent = "ENFORCE_EXIT_WITH_PARENT"

var programs = map[string]func(args []string) error{
	"etcd":                    runEtcd,
	"kube-apiserver":          component(apiserver.NewAPIServerCommand),
	"kube-controller-manager": component(controllers.NewControllerManagerCommand),
	"kube-scheduler":          component(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kubectl":                 runKubectl,
	"kwok":                    runKwok,
	"version":                 printVersion,
}

func main() {
	args, ok := chooseProgram(os.Args)
	if !ok {
		fmt.Fprintf(os.Stderr, "usage: kubernetes PROGRAM [ARGUMENT...]\nprograms: %s\n", strings.Join(names(), " "))
		os.Exit(64)
	}
	if os.Getenv(exitWithParent) != "" {
		go dieWithParent(os.Stdin)
	}
	os.Args = args
	if err := programs[args[0]](args); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", args[0], err)
		os.Exit(1)
	}
}

// chooseProgram returns the arguments as the chosen program expects them, its own name first.
func chooseProgram(args []string) ([]string, bool) {
	called := filepath.Base(args[0])
	if _, ok := programs[called]; ok {
		return append([]string{called}, args[1:]...), true
	}
	if len(args) > 1 {
		if _, ok := programs[args[1]]; ok {
			return args[1:], true
		}
	}
	return nil, false
}

func names() []string {
	all := make([]string, 0, len(programs))
	for name := range programs {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// dieWithParent ends this process when its standard input does. The other end of that pipe is held
// by the parent alone, so this works however the parent ended, and on every system.
func dieWithParent(in io.Reader) {
	_, _ = io.Copy(io.Discard, in)
	os.Exit(0)
}

func component(newCommand func() *cobra.Command) func([]string) error {
	return func([]string) error {
		if code := cli.Run(newCommand()); code != 0 {
			os.Exit(code)
		}
		return nil
	}
}

func runEtcd(args []string) error {
	etcdmain.Main(args)
	return nil
}

func runKubectl([]string) error {
	kubectlutil.CheckErr(cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()))
	return nil
}

func runKwok([]string) error {
	// The Kubernetes components registered a --version flag of another type in the global set.
	pflag.CommandLine = pflag.NewFlagSet(os.Args[0], pflag.ContinueOnError)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	global := pflag.NewFlagSet("global", pflag.ContinueOnError)
	global.ParseErrorsAllowlist.UnknownFlags = true
	global.Usage = func() {}
	ctx, _ = kwoklog.InitFlags(ctx, global)
	ctx, err := kwokconfig.InitFlags(ctx, global)
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	command := kwok.NewCommand(ctx)
	command.PersistentFlags().AddFlagSet(global)
	if err := command.ExecuteContext(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func printVersion([]string) error {
	fmt.Println(version.Get().GitVersion)
	return nil
}
