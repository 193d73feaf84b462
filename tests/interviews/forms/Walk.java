import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.utils.DateUtils;
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
        Map<String, IAnswerData> answered = new LinkedHashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("---")) {
                List<String> words = new ArrayList<>();
                shown(form.getMainInstance().getRoot(), words);
                Set<String> visible = new HashSet<>(words);
                for (Map.Entry<String, IAnswerData> each : answered.entrySet()) {
                    TreeReference place = places.get(each.getKey());
                    // What is not shown is not checked: it will not be sent.
                    if (visible.contains(each.getKey()) && !form.evaluateConstraint(place, each.getValue())) {
                        words.add("!" + each.getKey());
                    }
                }
                System.out.println(String.join(" ", words));
                for (String name : answered.keySet()) {
                    form.setValue(null, places.get(name), true);
                }
                answered.clear();
                continue;
            }
            String name = line.substring(0, line.indexOf('='));
            String text = line.substring(line.indexOf('=') + 1);
            TreeReference place = places.get(name);
            if (place == null) {
                throw new IllegalArgumentException("no question " + name);
            }
            boolean day = form.getMainInstance().resolveReference(place).getDataType() == Constants.DATATYPE_DATE;
            IAnswerData value = day ? new DateData(DateUtils.parseDate(text)) : new StringData(text);
            form.setValue(value, place, true);
            answered.put(name, value);
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
