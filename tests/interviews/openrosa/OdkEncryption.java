import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a finished interview as ODK Collect does, with the cryptography of the Java platform alone: a construction
 * that shares nothing with the one under test. Written from the ODK XForms specification.
 *
 * <p>As a program: {@code OdkEncryption <public key> <form id> <version> <instance id>}, then one line per file on the
 * standard input, {@code name base64}, the filled form last. Prints lines {@code name base64}: the manifest under the name
 * "manifest", then each encrypted file.
 */
class OdkEncryption {
    static final String NAMESPACE = "http://www.opendatakit.org/xforms/encrypted";
    private final PublicKey publicKey;
    private final String formId;
    private final String version;
    private final String instanceId;
    private final byte[] key = new byte[32];
    private final byte[] seed;
    private final StringBuilder signed = new StringBuilder();
    private final String wrappedKey;
    private int counter;
    /** Encrypted files in the order in which they were added. */
    final Map<String, byte[]> files = new LinkedHashMap<>();

    OdkEncryption(String publicKey, String formId, String version, String instanceId) throws GeneralSecurityException {
        byte[] der = Base64.getDecoder().decode(publicKey);
        this.publicKey = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        this.formId = formId;
        this.version = version;
        this.instanceId = instanceId;
        new SecureRandom().nextBytes(key);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(instanceId.getBytes(StandardCharsets.UTF_8));
        md5.update(key);
        seed = md5.digest();
        wrappedKey = Base64.getEncoder().encodeToString(wrap(key));
        line(formId);
        if (!version.isEmpty()) {
            line(version);
        }
        line(wrappedKey);
        line(instanceId);
    }

    void add(String name, byte[] content) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("MD5").digest(content);
        line(name + "::" + String.format("%032x", new BigInteger(1, digest)));
        ++seed[counter % seed.length];
        ++counter;
        Cipher cipher = Cipher.getInstance("AES/CFB/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(seed));
        files.put(name + ".enc", cipher.doFinal(content));
    }

    /** The manifest; the file that was added last is the filled form. */
    byte[] manifest() throws GeneralSecurityException {
        byte[] md5 = MessageDigest.getInstance("MD5").digest(signed.toString().getBytes(StandardCharsets.UTF_8));
        List<String> names = new ArrayList<>(files.keySet());
        StringBuilder xml = new StringBuilder("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>");
        xml.append("<data xmlns=\"").append(NAMESPACE).append("\" id=\"").append(formId).append('"');
        if (!version.isEmpty()) {
            xml.append(" version=\"").append(version).append('"');
        }
        xml.append(" encrypted=\"yes\"><base64EncryptedKey>").append(wrappedKey).append("</base64EncryptedKey>");
        xml.append("<orx:meta xmlns:orx=\"http://openrosa.org/xforms\"><orx:instanceID>").append(instanceId);
        xml.append("</orx:instanceID></orx:meta>\n");
        for (String name : names.subList(0, names.size() - 1)) {
            xml.append("<media><file>").append(name).append("</file></media>\n");
        }
        xml.append("<encryptedXmlFile>").append(names.get(names.size() - 1)).append("</encryptedXmlFile>");
        xml.append("<base64EncryptedElementSignature>").append(Base64.getEncoder().encodeToString(wrap(md5)));
        xml.append("</base64EncryptedElementSignature></data>");
        return xml.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void line(String text) {
        signed.append(text).append('\n');
    }

    private byte[] wrap(byte[] content) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                publicKey,
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        return cipher.doFinal(content);
    }

    public static void main(String[] args) throws Exception {
        OdkEncryption encryption = new OdkEncryption(args[0], args[1], args[2], args[3]);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        System.in.transferTo(sent);
        for (String line : sent.toString(StandardCharsets.UTF_8).split("\n")) {
            String[] words = line.split(" ", -1);
            encryption.add(words[0], Base64.getDecoder().decode(words[1]));
        }
        System.out.println("manifest " + Base64.getEncoder().encodeToString(encryption.manifest()));
        for (Map.Entry<String, byte[]> file : encryption.files.entrySet()) {
            System.out.println(file.getKey() + " " + Base64.getEncoder().encodeToString(file.getValue()));
        }
    }
}
