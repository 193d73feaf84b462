import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DateTimeData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.GeoPointData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.TimeData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.xform.util.XFormUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Speaks to a server as ODK Collect does, and fills forms with the engine that is inside Collect.
 *
 * <p>{@code CollectLike <server> <number> <secret> <folder> <seed> <form id>...}: fetches the list, the forms and their
 * files, comparing every hash; fills one instance of each named form at random and sends it, in several posts when there
 * are files. An empty number stands for a secret that is part of the server's address. Pictures and documents to attach
 * are {@code photo.jpg} and {@code paper.pdf} in the folder; what was sent is left in it, one folder an instance.
 */
class CollectLike {
    static final String LIST = "http://openrosa.org/xforms/xformsList";
    static final String MANIFEST = "http://openrosa.org/xforms/xformsManifest";
    static final String RESPONSE = "http://openrosa.org/http/response";
    static final String ENCRYPTED_KEY = "base64RsaPublicKey=\"";
    static final String[] WORDS = {
        "Рыба", "قارب <ليل>", "a & b", "it's \"quoted\"", "two\nlines", "2011", "2011-05", "2011-05-17", "12", "\uD83C\uDF31 vert"
    };

    final HttpClient client;
    final String server;
    final Path folder;
    final Random lot;
    Map<String, byte[]> attached = new LinkedHashMap<>();

    CollectLike(String server, String number, String secret, Path folder, long seed) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20));
        if (!number.isEmpty()) {
            // Asks without first and answers the challenge, as Collect does; then it goes on with what was right.
            builder.authenticator(
                    new Authenticator() {
                        @Override
                        protected PasswordAuthentication getPasswordAuthentication() {
                            return new PasswordAuthentication(number, secret.toCharArray());
                        }
                    });
        }
        client = builder.build();
        this.server = server;
        this.folder = folder;
        lot = new Random(seed);
    }

    public static void main(String[] args) throws Exception {
        CollectLike phone = new CollectLike(args[0], args[1], args[2], Path.of(args[3]), Long.parseLong(args[4]));
        List<String> wanted = List.of(args).subList(5, args.length);
        Map<String, String> forms = phone.forms();
        for (String id : wanted) {
            if (!forms.containsKey(id)) {
                throw new IllegalStateException("the list does not offer " + id + " but " + forms.keySet());
            }
            phone.interview(id, forms.get(id));
        }
        System.out.println("offered " + String.join(" ", new TreeSet<>(forms.keySet())));
    }

    /** Every form that is offered, by its id: fetched, with all its files, and compared with the hashes of the list. */
    Map<String, String> forms() throws Exception {
        Map<String, String> found = new LinkedHashMap<>();
        Element list = xml(get(server + "/formList?deviceID=collect%3Atest"));
        expect(list.getNamespaceURI().equals(LIST) && list.getLocalName().equals("xforms"), "root of the list");
        NodeList rows = list.getElementsByTagNameNS(LIST, "xform");
        for (int i = 0; i < rows.getLength(); i++) {
            Element row = (Element) rows.item(i);
            expect(!text(row, LIST, "name").isEmpty() && !text(row, LIST, "version").isEmpty(), "name and version");
            byte[] form = get(text(row, LIST, "downloadUrl")).body();
            compare(form, text(row, LIST, "hash"));
            String manifest = text(row, LIST, "manifestUrl");
            if (!manifest.isEmpty()) {
                NodeList files = xml(get(manifest)).getElementsByTagNameNS(MANIFEST, "mediaFile");
                expect(files.getLength() > 0, "files in the manifest");
                for (int j = 0; j < files.getLength(); j++) {
                    Element file = (Element) files.item(j);
                    expect(!text(file, MANIFEST, "filename").isEmpty(), "the name of a file");
                    compare(get(text(file, MANIFEST, "downloadUrl")).body(), text(file, MANIFEST, "hash"));
                    System.out.println("media " + text(file, MANIFEST, "filename"));
                }
            }
            found.put(text(row, LIST, "formID"), new String(form, StandardCharsets.UTF_8));
        }
        return found;
    }

    void interview(String id, String xform) throws Exception {
        attached = new LinkedHashMap<>();
        byte[] filled = fill(xform);
        Element root = document(filled).getDocumentElement();
        String instance = text(root, "*", "instanceID");
        Path place = Files.createDirectory(folder.resolve(instance.replace("uuid:", "")));
        Files.write(place.resolve("submission.xml"), filled);
        for (Map.Entry<String, byte[]> file : attached.entrySet()) {
            Files.write(place.resolve(file.getKey()), file.getValue());
        }
        byte[] form = filled;
        Map<String, byte[]> files = attached;
        if (xform.contains(ENCRYPTED_KEY)) {
            int start = xform.indexOf(ENCRYPTED_KEY) + ENCRYPTED_KEY.length();
            String key = xform.substring(start, xform.indexOf('"', start));
            OdkEncryption encryption = new OdkEncryption(key, id, root.getAttribute("version"), instance);
            for (Map.Entry<String, byte[]> file : attached.entrySet()) {
                encryption.add(file.getKey(), file.getValue());
            }
            encryption.add("submission.xml", filled);
            form = encryption.manifest();
            files = encryption.files;
        }
        int status = 0;
        List<String> names = new ArrayList<>(files.keySet());
        for (int i = 0; i < Math.max(1, names.size()); i++) {
            Map<String, byte[]> part = names.isEmpty() ? Map.of() : Map.of(names.get(i), files.get(names.get(i)));
            status = send(form, part, i + 1 < names.size());
        }
        System.out.println("sent " + instance + " " + id + " " + names.size() + " " + status);
    }

    int send(byte[] form, Map<String, byte[]> files, boolean more) throws Exception {
        HttpResponse<byte[]> head = client.send(
                request(server + "/submission").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());
        expect(head.statusCode() == 204, "HEAD is answered with 204, not " + head.statusCode());
        opened(head);
        int largest = Integer.parseInt(head.headers().firstValue("X-OpenRosa-Accept-Content-Length").orElse("10000000"));
        String to = head.headers().firstValue("Location").orElse(server + "/submission");
        expect(URI.create(to).getAuthority().equals(URI.create(server).getAuthority()), "the same host");
        String line = "----" + Long.toHexString(lot.nextLong());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, line, "xml_submission_file", "submission.xml", "text/xml", form);
        int sum = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String type = file.getKey().endsWith(".jpg") ? "image/jpeg" : "application/octet-stream";
            part(body, line, file.getKey(), file.getKey(), type, file.getValue());
            sum += file.getValue().length;
        }
        expect(sum <= largest, "no more than the server takes");
        if (more) {
            body.writeBytes(("--" + line + "\r\nContent-Disposition: form-data; name=\"*isIncomplete*\"\r\n\r\nyes\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + line + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> answer = client.send(
                request(to)
                        .header("Content-Type", "multipart/form-data; boundary=" + line)
                        .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                BodyHandlers.ofByteArray());
        String words = new String(answer.body(), StandardCharsets.UTF_8);
        // Collect takes any other answer for a network that asks for a sign-in.
        expect(answer.statusCode() == 201 || answer.statusCode() == 202, answer.statusCode() + " " + words);
        opened(answer);
        expect(!text(document(answer.body()).getDocumentElement(), RESPONSE, "message").isEmpty(), "a sentence: " + words);
        return answer.statusCode();
    }

    /** A filled form as Collect would send it, every question that is shown answered or left blank by lot. */
    byte[] fill(String xform) throws Exception {
        FormDef form = XFormUtils.getFormFromInputStream(
                new ByteArrayInputStream(xform.getBytes(StandardCharsets.UTF_8)));
        form.initialize(true, new InstanceInitializationFactory());
        FormEntryModel model = new FormEntryModel(form);
        FormEntryController controller = new FormEntryController(model);
        int repeats = 0;
        for (int event = controller.stepToNextEvent();
                event != FormEntryController.EVENT_END_OF_FORM;
                event = controller.stepToNextEvent()) {
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT && repeats < 6 && lot.nextInt(3) > 0) {
                controller.newRepeat();
                repeats++;
            } else if (event == FormEntryController.EVENT_QUESTION && !model.isIndexReadonly()) {
                answer(controller, model.getQuestionPrompt());
            }
        }
        form.postProcessInstance();
        expect(form.validate(true) == null, "JavaRosa finds the instance valid");
        return new XFormSerializingVisitor().serializeInstance(form.getInstance());
    }

    void answer(FormEntryController controller, FormEntryPrompt prompt) throws Exception {
        for (int attempt = 0; attempt < 8; attempt++) {
            IAnswerData value = value(prompt);
            if (controller.answerQuestion(value, false) == FormEntryController.ANSWER_OK) {
                return;
            }
        }
        if (controller.answerQuestion(null, false) != FormEntryController.ANSWER_OK) {
            throw new IllegalStateException("a question can neither be answered nor left blank");
        }
    }

    IAnswerData value(FormEntryPrompt prompt) throws Exception {
        switch (prompt.getControlType()) {
            case Constants.CONTROL_SELECT_ONE:
                List<SelectChoice> one = prompt.getSelectChoices();
                // The first answer opens most of a form: consent, "yes", "known".
                return one.isEmpty() ? null : new SelectOneData(one.get(lot.nextInt(3) > 0 ? 0 : lot.nextInt(one.size())).selection());
            case Constants.CONTROL_SELECT_MULTI:
                List<Selection> several = new ArrayList<>();
                for (SelectChoice choice : prompt.getSelectChoices()) {
                    if (lot.nextInt(4) == 0) {
                        several.add(choice.selection());
                    }
                }
                return several.isEmpty() ? null : new SelectMultiData(several);
            case Constants.CONTROL_TRIGGER:
                return new StringData("OK");
            case Constants.CONTROL_IMAGE_CHOOSE:
                return attach("jpg", "photo.jpg");
            case Constants.CONTROL_FILE_CAPTURE:
                return attach("pdf", "paper.pdf");
            default:
                break;
        }
        switch (prompt.getDataType()) {
            case Constants.DATATYPE_INTEGER:
                return new IntegerData(lot.nextInt(70));
            case Constants.DATATYPE_DECIMAL:
                return new DecimalData(lot.nextInt(10000) / 100.0);
            case Constants.DATATYPE_DATE:
                return new DateData(new Date(1700000000000L + lot.nextInt(500) * 86400000L));
            case Constants.DATATYPE_TIME:
                return new TimeData(new Date(lot.nextInt(86400) * 1000L));
            case Constants.DATATYPE_DATE_TIME:
                return new DateTimeData(new Date(1700000000000L + lot.nextInt()));
            case Constants.DATATYPE_GEOPOINT:
                return new GeoPointData(new double[] {lot.nextInt(90), lot.nextInt(180), 0, 5});
            default:
                return lot.nextInt(5) == 0 ? null : new StringData(WORDS[lot.nextInt(WORDS.length)]);
        }
    }

    IAnswerData attach(String ending, String like) throws Exception {
        String name = Long.toUnsignedString(lot.nextLong(), 36) + "." + ending;
        attached.put(name, Files.readAllBytes(folder.resolve(like)));
        return new StringData(name);
    }

    HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(60))
                .header("X-OpenRosa-Version", "1.0")
                .header("User-Agent", "org.odk.collect.android/test")
                .header("Accept-Language", "fr");
    }

    HttpResponse<byte[]> get(String address) throws Exception {
        HttpResponse<byte[]> answer = client.send(request(address).GET().build(), BodyHandlers.ofByteArray());
        expect(answer.statusCode() == 200, address.replaceAll("key/[^/]+", "key/...") + " gave " + answer.statusCode());
        opened(answer);
        return answer;
    }

    Element xml(HttpResponse<byte[]> answer) throws Exception {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        expect(type.contains("text/xml"), "text/xml, not " + type);
        return document(answer.body()).getDocumentElement();
    }

    static Document document(byte[] content) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try (InputStream in = new ByteArrayInputStream(content)) {
            return factory.newDocumentBuilder().parse(in);
        }
    }

    static String text(Element element, String namespace, String name) {
        NodeList found = element.getElementsByTagNameNS(namespace, name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    static void part(ByteArrayOutputStream body, String line, String name, String file, String type, byte[] content) {
        String head = "--" + line + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + file
                + "\"\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: binary\r\n\r\n";
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    static void opened(HttpResponse<?> answer) {
        expect(answer.headers().firstValue("X-OpenRosa-Version").orElse("").equals("1.0"), "an OpenRosa server");
    }

    static void compare(byte[] content, String hash) throws Exception {
        StringBuilder hex = new StringBuilder("md5:");
        for (byte one : MessageDigest.getInstance("MD5").digest(content)) {
            hex.append(String.format("%02x", one));
        }
        expect(hex.toString().equals(hash), "the hash of the list");
    }

    static void expect(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("expected: " + what);
        }
    }
}
