import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * Opens filled forms with JavaRosa, the engine of ODK Collect, as Collect opens a saved one. Reads lines: "F", a tab and
 * the path of a form; then a filled form in Base64 a line. Prints for each one line of fields with tabs between them:
 * "+path" is relevant, "!required:path" and "!constraint:path" are refused, "=path=value" is its value.
 */
class Corpus {
    public static void main(String[] arguments) throws Exception {
        new XFormsModule().registerModule();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        FormDef form = null;
        TreeElement blank = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("F\t")) {
                form = XFormUtils.getFormFromFormXml(line.substring(2), "");
                form.initialize(true, new InstanceInitializationFactory());
                blank = form.getMainInstance().getRoot().deepCopy(true);
                continue;
            }
            FormInstance saved = XFormParser.restoreDataModel(Base64.getDecoder().decode(line), null);
            TreeElement filled = blank.deepCopy(true);
            filled.populate(saved.getRoot(), form);
            form.getMainInstance().setRoot(filled);
            form.initialize(false, new InstanceInitializationFactory());
            List<String> words = new ArrayList<>();
            tell(form, form.getMainInstance().getRoot(), "/" + filled.getName(), words);
            out.println(String.join("\t", words));
        }
    }

    static void tell(FormDef form, TreeElement element, String path, List<String> words) {
        for (int i = 0; i < element.getNumChildren(); i++) {
            TreeElement child = element.getChildAt(i);
            if (child.getMult() == TreeReference.INDEX_TEMPLATE || !child.isRelevant()) {
                continue;
            }
            String name = child.getName() + (child.isRepeatable() ? "[" + (child.getMult() + 1) + "]" : "");
            String place = path + "/" + name;
            words.add("+" + place);
            IAnswerData value = child.getValue();
            if (value != null) {
                String text = value.uncast().getString();
                words.add("=" + place + "=" + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"));
                if (!form.evaluateConstraint(child.getRef(), value)) {
                    words.add("!constraint:" + place);
                }
            } else if (child.getNumChildren() == 0 && child.isRequired()) {
                words.add("!required:" + place);
            }
            tell(form, child, place, words);
        }
    }
}
