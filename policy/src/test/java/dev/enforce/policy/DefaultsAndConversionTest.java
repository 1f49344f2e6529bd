package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is filled in, and what a change of version keeps. */
class DefaultsAndConversionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|[]",
                "{'spec':{}}|[{'op':'add','path':'/spec/mode','value':'enforce'}]",
                "{'spec':{'mode':''}}|[{'op':'add','path':'/spec/mode','value':'enforce'}]",
                "{'spec':{'mode':'warn'}}|[]",
                "{'spec':{'mode':'nonsense'}}|[]",
                "{'spec':{'mode':'warn','authorities':[{'name':'a','static':{}},{'name':'','key':{}}]}}"
                        + "|[{'op':'add','path':'/spec/authorities/1/name','value':'authority-1'}]",
                "{'spec':{'mode':'warn','authorities':[{'name':'a','keyless':{}}]}}"
                        + "|[{'op':'add','path':'/spec/authorities/0/keyless/url','value':'https://fulcio.sigstore.dev'}]",
                "{'spec':{'mode':'warn','authorities':[{'name':'a','keyless':{'url':'x'}}]}}|[]",
                "{'spec':{'mode':'warn','authorities':[{'name':'a','keyless':{'ca-cert':{}}}]}}|[]",
                "{'spec':{'mode':'warn','authorities':[{'name':'a','keyless':null}]}}|[]",
                "{'spec':{'mode':'warn','authorities':'x'}}|[]",
                "{'spec':{'mode':'warn','authorities':[null,7]}}|[]",
            })
    void patchesWhatIsAbsent(String policy, String patch) throws Exception {
        assertThat(ClusterImagePolicyDefaults.patch(tree(policy))).isEqualTo(JSON.readTree(patch.replace('\'', '"')));
    }

    @Test
    void patchAndTypesAgree() throws Exception {
        ObjectNode policy = tree("{'apiVersion':'policy.sigstore.dev/v1beta1','kind':'ClusterImagePolicy',"
                + "'spec':{'images':[{'glob':'**'}],'authorities':[{'keyless':{}},{'static':{'action':'pass'}}]}}");

        assertThat(decode(ClusterImagePolicyDefaults.defaulted(policy)))
                .isEqualTo(ClusterImagePolicyDefaults.defaulted(decode(policy)));
        assertThat(ClusterImagePolicyDefaults.patch(ClusterImagePolicyDefaults.defaulted(policy)))
                .isEmpty();
    }

    @Test
    void patchesTrustRoots() throws Exception {
        assertThat(TrustRootDefaults.patch(tree("{'spec':{'remote':{},'repository':{'targets':'t'}}}"))
                        .findValuesAsText("path"))
                .containsExactly(
                        "/spec/remote/targets", "/spec/remote/trustedRootTarget", "/spec/repository/trustedRootTarget");
    }

    @Test
    void conversionThereAndBackLosesNothing() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            ObjectNode policy = random(random, 4);
            policy.put("apiVersion", ApiVersion.V1ALPHA1.wireName());
            policy.put("kind", "ClusterImagePolicy");
            ObjectNode before = policy.deepCopy();

            ObjectNode converted = ClusterImagePolicyConversion.convert(policy, ApiVersion.V1BETA1.wireName());

            assertThat(policy).isEqualTo(before);
            assertThat(converted.get("apiVersion").textValue()).isEqualTo("policy.sigstore.dev/v1beta1");
            assertThat(ClusterImagePolicyConversion.convert(converted, ApiVersion.V1ALPHA1.wireName()))
                    .isEqualTo(before);
        }
    }

    @Test
    void conversionKeepsALogAndATimestampWithoutTheirParts() throws Exception {
        ObjectNode policy = tree("{'apiVersion':'policy.sigstore.dev/v1beta1','kind':'ClusterImagePolicy','spec':{"
                + "'authorities':[{'ctlog':{'trustRootRef':'t'},'rfc3161timestamp':{}},{'ctlog':{}}]}}");

        assertThat(ClusterImagePolicyConversion.convert(policy, ApiVersion.V1ALPHA1.wireName())
                        .get("spec"))
                .isEqualTo(policy.get("spec"));
    }

    @ParameterizedTest
    @CsvSource({
        "policy.sigstore.dev/v1alpha1,ClusterImagePolicy,policy.sigstore.dev/v1",
        "policy.sigstore.dev/v2,ClusterImagePolicy,policy.sigstore.dev/v1alpha1",
        "policy.sigstore.dev/v1alpha1,TrustRoot,policy.sigstore.dev/v1beta1",
        "policy.sigstore.dev/v1alpha1,Secret,policy.sigstore.dev/v1alpha1",
    })
    void refusesToConvertWhatIsNotServed(String from, String kind, String to) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", from).put("kind", kind);

        assertThatThrownBy(() -> ClusterImagePolicyConversion.convert(object, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not served in version");
    }

    private static ClusterImagePolicy decode(ObjectNode tree) {
        return ((PolicyDocument) PolicyDocuments.decode(tree).documents().getFirst()).policy();
    }

    private static ObjectNode tree(String text) throws JsonProcessingException {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    private static ObjectNode random(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int n = random.nextInt(5); n > 0; n--) {
            String name = "f" + random.nextInt(8);
            switch (random.nextInt(depth == 0 ? 3 : 5)) {
                case 0 -> object.put(name, "text");
                case 1 -> object.putNull(name);
                case 2 -> object.put(name, random.nextLong());
                case 3 -> object.set(name, random(random, depth - 1));
                default -> {
                    ArrayNode array = object.putArray(name);
                    array.add(random(random, depth - 1)).add("x");
                }
            }
        }
        return object;
    }
}
