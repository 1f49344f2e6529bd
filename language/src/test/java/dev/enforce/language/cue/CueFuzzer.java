package dev.enforce.language.cue;

/**
 * Asks real CUE and this engine about generated policies and documents: {@code CueFuzzer <reference program> <first seed> <count>}.
 * Prints every pair whose verdicts differ, and at the end how many pairs were compared.
 */
final class CueFuzzer {

    private static final int DOCUMENTS = 4;

    private CueFuzzer() {}

    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        int compared = 0;
        int refused = 0;
        int crashed = 0;
        int different = 0;
        int otherPath = 0;
        try (Reference reference = new Reference(arguments[0])) {
            for (long seed = first; seed < first + count; seed++) {
                CueGenerator generator = new CueGenerator(seed);
                String policy = generator.policy();
                for (int i = 0; i < DOCUMENTS; i++) {
                    String document = generator.document();
                    var ours = GoldenCases.ours(policy, document);
                    if (ours.outcome().equals("unsupported")) {
                        refused++;
                        break;
                    }
                    var real = GoldenCases.of(reference.ask(policy, document));
                    if (real.outcome().equals("reference-crashed")) {
                        crashed++;
                        break;
                    }
                    compared++;
                    if (!ours.outcome().equals(real.outcome())) {
                        different++;
                        System.out.println("==== seed " + seed + "\n" + policy + "@@\n" + document + "\n real " + real
                                + "\n ours " + ours);
                        break;
                    } else if (!ours.path().equals(real.path())) {
                        otherPath++;
                    }
                    if (real.outcome().equals("policy-error")) {
                        break;
                    }
                }
            }
        }
        System.out.println(compared + " pairs, " + different + " verdicts differ, " + otherPath
                + " first paths differ, " + refused + " policies not supported, real CUE crashed on " + crashed);
    }
}
