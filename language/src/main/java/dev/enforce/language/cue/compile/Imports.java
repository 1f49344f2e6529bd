package dev.enforce.language.cue.compile;

import dev.enforce.language.Location;
import dev.enforce.language.cue.builtin.Packages;
import dev.enforce.language.cue.syntax.SourceFile.Import;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The packages that a text imports, by the name it gives them. */
final class Imports {

    private static final Set<String> NOT_HERE = Set.of(
            "crypto/ed25519",
            "crypto/hmac",
            "crypto/md5",
            "crypto/sha1",
            "crypto/sha256",
            "crypto/sha512",
            "encoding/csv",
            "encoding/openapi",
            "encoding/toml",
            "encoding/yaml",
            "html",
            "math/bits",
            "path",
            "text/tabwriter",
            "text/template",
            "tool",
            "tool/cli",
            "tool/exec",
            "tool/file",
            "tool/http",
            "tool/os",
            "uuid");

    private final Map<String, Import> byName = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    private Imports() {}

    static Imports of(List<Import> imports) {
        Imports result = new Imports();
        for (Import one : imports) {
            if (NOT_HERE.contains(one.path())) {
                throw Compiler.unsupported(one.at(), "package \"" + one.path() + "\"");
            }
            if (!Packages.exists(one.path())) {
                throw Compiler.meaning(one.at(), "builtin package \"" + one.path() + "\" undefined");
            }
            if (result.byName.put(one.name(), one) != null) {
                throw Compiler.meaning(one.at(), one.name() + " redeclared in this block");
            }
        }
        return result;
    }

    /** The path that a name was given to. */
    @Nullable
    String path(String name) {
        Import found = byName.get(name);
        if (found == null) {
            return null;
        }
        used.add(name);
        return found.path();
    }

    void checkUsed() {
        for (Map.Entry<String, Import> entry : byName.entrySet()) {
            if (!used.contains(entry.getKey())) {
                Location at = entry.getValue().at();
                throw Compiler.meaning(
                        at, "imported and not used: \"" + entry.getValue().path() + "\"");
            }
        }
    }
}
