import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.SecurityUtils;

/** Grants rights: a broker's address, then one argument a right: "user operation resource-type resource-name". */
class Acls {
    public static void main(String[] args) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            String[] words = args[i].split(" ");
            var resource = new ResourcePattern(SecurityUtils.resourceType(words[2]), words[3], PatternType.LITERAL);
            var operation = SecurityUtils.operation(words[1]);
            var entry = new AccessControlEntry("User:" + words[0], "*", operation, AclPermissionType.ALLOW);
            bindings.add(new AclBinding(resource, entry));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
            admin.createAcls(bindings).all().get();
        }
    }
}
