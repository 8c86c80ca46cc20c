import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** Makes users of SCRAM-SHA-512: a broker's address, then one argument a user: "name password". */
class Users {
    public static void main(String[] args) throws Exception {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            String[] words = args[i].split(" ");
            var mechanism = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
            users.add(new UserScramCredentialUpsertion(words[0], mechanism, words[1]));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
            admin.alterUserScramCredentials(users).all().get();
        }
    }
}
