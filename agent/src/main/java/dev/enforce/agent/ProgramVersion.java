package dev.enforce.agent;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the program was packaged with. */
final class ProgramVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return new String[] {"enforce agent " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}
