import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills a form with JavaRosa, the engine of ODK Collect. Reads lines "name=value"; after a line "---" it prints the
 * names of all questions that are shown, the refused answers with "!" before the name, and begins a new instance.
 */
class Walk {
    public static void main(String[] args) throws Exception {
        FormDef form = XFormUtils.getFormFromFormXml(args[0], "");
        form.initialize(true, new InstanceInitializationFactory());
        Map<String, TreeReference> places = new HashMap<>();
        gather(form.getMainInstance().getRoot(), places);
        List<String> answered = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("---")) {
                List<String> words = new ArrayList<>();
                shown(form.getMainInstance().getRoot(), words);
                words.addAll(refused);
                System.out.println(String.join(" ", words));
                for (String name : answered) {
                    form.setValue(null, places.get(name), true);
                }
                answered.clear();
                refused.clear();
                continue;
            }
            String name = line.substring(0, line.indexOf('='));
            StringData value = new StringData(line.substring(line.indexOf('=') + 1));
            TreeReference place = places.get(name);
            if (place == null) {
                throw new IllegalArgumentException("no question " + name);
            }
            if (!form.evaluateConstraint(place, value)) {
                refused.add("!" + name);
            }
            form.setValue(value, place, true);
            answered.add(name);
        }
    }

    static void gather(TreeElement element, Map<String, TreeReference> places) {
        for (int i = 0; i < element.getNumChildren(); i++) {
            TreeElement child = element.getChildAt(i);
            if (child.getMult() != TreeReference.INDEX_TEMPLATE) {
                places.put(child.getName(), child.getRef());
                gather(child, places);
            }
        }
    }

    static void shown(TreeElement element, List<String> names) {
        for (int i = 0; i < element.getNumChildren(); i++) {
            TreeElement child = element.getChildAt(i);
            if (child.getMult() != TreeReference.INDEX_TEMPLATE && child.isRelevant()) {
                names.add(child.getName());
                shown(child, names);
            }
        }
    }
}
