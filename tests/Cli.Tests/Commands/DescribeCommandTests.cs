namespace LocalPods.Cli.Tests.Commands;

public sealed class DescribeCommandTests : CommandTest
{
    private const string Namespace = """{"metadata":{"name":"shop"},"status":{"phase":"Active"}}""";
    private const string Described = "Name:         shop\nLabels:       <none>\nAnnotations:  <none>\nStatus:       Active\n";

    [Fact]
    public void Several_objects_come_apart_and_what_is_missing_is_told_after_them()
    {
        Api.On("GET /api/v1/namespaces/shop", Namespace).NotFound("GET /api/v1/namespaces/nope", "namespaces", "nope")
            .NotFound("GET /api/v1/namespaces/shop/resourcequotas?limit=500", "resourcequotas", "")
            .NotFound("GET /api/v1/namespaces/shop/limitranges?limit=500", "limitranges", "");
        Run("describe", "ns", "shop", "nope", "shop2").Output.ShouldBe(Described);
        Run("describe", "ns/nope", "ns/shop").ShouldBe(new(1, Described, "Error from server (NotFound): namespaces \"nope\" not found\n"));
        Api.On("GET /api/v1/namespaces", $$"""{"items":[{{Namespace}},{{Namespace}}]}""");
        Run("describe", "namespaces").ShouldBe(new(0, $"{Described}\n\n{Described}", ""));
    }

    [Fact]
    public void A_node_is_described_with_its_pods_and_events()
    {
        Api.On("GET /api/v1/nodes/local", """{"metadata":{"name":"local"}}""")
            .On("GET /api/v1/pods?fieldSelector=spec.nodeName%3Dlocal%2Cstatus.phase%21%3DFailed%2Cstatus.phase%21%3DSucceeded", """{"items":[]}""")
            .On("GET /api/v1/events?fieldSelector=involvedObject.kind%3DNode%2CinvolvedObject.name%3Dlocal", """{"items":[{"type":"Normal","reason":"Starting","message":"hello"}]}""");
        var outcome = Run("describe", "node", "local");
        outcome.Output.ShouldContain("Non-terminated Pods:          (0 in total)\n");
        outcome.Output.ShouldContain("  Normal  Starting  <unknown>        hello\n");
        Run("describe", "node", "local", "--show-events=false").Output.ShouldNotContain("Starting");
    }

    [Fact]
    public void A_config_map_is_described_with_its_values_and_the_sizes_of_its_bytes()
    {
        Api.On("GET /api/v1/namespaces/default/configmaps/m", """
            {"metadata":{"name":"m","namespace":"default","uid":"u1"},"data":{"b":"x","a.conf":"one\ntwo\n"},"binaryData":{"logo":"AP8A"}}
            """)
            .On("GET /api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DConfigMap%2CinvolvedObject.name%3Dm%2CinvolvedObject.uid%3Du1", """{"items":[]}""");
        Run("describe", "cm", "m").ShouldBe(new(0, """
            Name:         m
            Namespace:    default
            Labels:       <none>
            Annotations:  <none>

            Data
            ====
            a.conf:
            ----
            one
            two


            b:
            ----
            x


            BinaryData
            ====
            logo: 3 bytes

            Events:  <none>

            """, ""));
    }

    [Fact]
    public void A_secret_is_described_without_its_values()
    {
        Api.On("GET /api/v1/namespaces/default/secrets/s", """
            {"metadata":{"name":"s","namespace":"default","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"stringData\":{\"password\":\"hunter2\"}}"}},
             "data":{"password":"aHVudGVyMg==","user":"eA=="},"type":"Opaque"}
            """);
        Run("describe", "secret/s").ShouldBe(new(0, """
            Name:         s
            Namespace:    default
            Labels:       <none>
            Annotations:  <none>

            Type:  Opaque

            Data
            ====
            password:  7 bytes
            user:      1 bytes

            """, ""));
    }

    [Fact]
    public void Storage_is_described_with_who_uses_it()
    {
        Api.On("GET /api/v1", """
            {"groupVersion":"v1","resources":[{"name":"persistentvolumeclaims","singularName":"persistentvolumeclaim","namespaced":true,"kind":"PersistentVolumeClaim","shortNames":["pvc"]},
             {"name":"persistentvolumes","singularName":"persistentvolume","namespaced":false,"kind":"PersistentVolume","shortNames":["pv"]}]}
            """)
            .On("GET /apis", """{"groups":[{"name":"storage.k8s.io","preferredVersion":{"groupVersion":"storage.k8s.io/v1"}}]}""")
            .On("GET /apis/storage.k8s.io/v1", """{"groupVersion":"storage.k8s.io/v1","resources":[{"name":"storageclasses","singularName":"storageclass","namespaced":false,"kind":"StorageClass","shortNames":["sc"]}]}""");
        Api.On("GET /api/v1/namespaces/default/persistentvolumeclaims/data", """
            {"metadata":{"name":"data","namespace":"default","uid":"u1","finalizers":["kubernetes.io/pvc-protection"]},
             "spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"local-path","volumeMode":"Filesystem","volumeName":"pv"},
             "status":{"phase":"Bound","accessModes":["ReadWriteOnce","ReadOnlyMany"],"capacity":{"storage":"1Gi"}}}
            """)
            .On("GET /api/v1/namespaces/default/pods", """
            {"items":[{"metadata":{"name":"web"},"spec":{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}]}},{"metadata":{"name":"other"},"spec":{"volumes":[{"name":"v","emptyDir":{}}]}},
             {"metadata":{"name":"da"},"spec":{"volumes":[{"name":"ta","ephemeral":{}}]}}]}
            """);
        Run("describe", "pvc", "data", "--show-events=false").ShouldBe(new(0, """
            Name:          data
            Namespace:     default
            StorageClass:  local-path
            Status:        Bound
            Volume:        pv
            Labels:        <none>
            Annotations:   <none>
            Finalizers:    [kubernetes.io/pvc-protection]
            Capacity:      1Gi
            Access Modes:  RWO,ROX
            VolumeMode:    Filesystem
            Used By:       web

            """, ""));
        Api.On("GET /api/v1/persistentvolumes/pv", """
            {"metadata":{"name":"pv","finalizers":["kubernetes.io/pv-protection"]},
             "spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},"claimRef":{"namespace":"default","name":"data"},"persistentVolumeReclaimPolicy":"Delete","storageClassName":"local-path",
              "volumeMode":"Filesystem","local":{"path":"/mnt/x"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["n1"]}]}]}}},
             "status":{"phase":"Bound"}}
            """);
        Run("describe", "pv", "pv", "--show-events=false").ShouldBe(new(0, """
            Name:              pv
            Labels:            <none>
            Annotations:       <none>
            Finalizers:        [kubernetes.io/pv-protection]
            StorageClass:      local-path
            Status:            Bound
            Claim:             default/data
            Reclaim Policy:    Delete
            Access Modes:      RWO
            VolumeMode:        Filesystem
            Capacity:          1Gi
            Node Affinity:     
              Required Terms:  
                Term 0:        kubernetes.io/hostname in [n1]
            Message:           
            Source:
                Type:  LocalVolume (a persistent volume backed by local storage on a node)
                Path:  /mnt/x

            """, ""));
        Api.On("GET /apis/storage.k8s.io/v1/storageclasses/local-path", """
            {"metadata":{"name":"local-path","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"rancher.io/local-path","reclaimPolicy":"Delete","volumeBindingMode":"WaitForFirstConsumer"}
            """);
        Run("describe", "sc", "local-path", "--show-events=false").ShouldBe(new(0, """
            Name:                  local-path
            IsDefaultClass:        Yes
            Annotations:           storageclass.kubernetes.io/is-default-class=true
            Provisioner:           rancher.io/local-path
            Parameters:            <none>
            AllowVolumeExpansion:  <unset>
            MountOptions:          <none>
            ReclaimPolicy:         Delete
            VolumeBindingMode:     WaitForFirstConsumer

            """, ""));
    }

    [Fact]
    public void Nothing_to_describe_is_told()
    {
        Api.On("GET /api/v1/namespaces/default/pods", """{"items":[]}""");
        Run("describe", "pods").ShouldBe(new(0, "", "No resources found in default namespace.\n"));
        Run("describe").ShouldBe(new(1, "", "error: You must specify the type of resource to describe.\nSee 'localpods describe -h' for help and examples\n"));
    }

    [Fact]
    public void Of_a_type_that_is_not_known_all_fields_are_described()
    {
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[]}""")
            .On("GET /apis", """{"groups":[{"name":"example.com","preferredVersion":{"groupVersion":"example.com/v1"}}]}""")
            .On("GET /apis/example.com/v1", """{"groupVersion":"example.com/v1","resources":[{"name":"crontabs","singularName":"crontab","namespaced":true,"kind":"CronTab"}]}""")
            .On("GET /apis/example.com/v1/namespaces/default/crontabs/c", """
                {"apiVersion":"example.com/v1","kind":"CronTab","metadata":{"name":"c","namespace":"default","uid":"u1","labels":{"a":"b"},"managedFields":[{"manager":"x"}]},
                 "spec":{"cronSpec":"* *","podIP":null,"apiURL":"x","replicas":2,"on":true,"list":["a",{"inner":1}],"odd_name":"o"}}
                """)
            .On("GET /api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DCronTab%2CinvolvedObject.name%3Dc%2CinvolvedObject.uid%3Du1", """{"items":[]}""");
        Run("describe", "crontab", "c").Output.ShouldBe("""
            Name:         c
            Namespace:    default
            Labels:       a=b
            Annotations:  <none>
            API Version:  example.com/v1
            Kind:         CronTab
            Metadata:
              UID:  u1
            Spec:
              API URL:    x
              Cron Spec:  * *
              List:
                a
                Inner:   1
              odd_name:  o
              On:        true
              Pod IP:    <nil>
              Replicas:  2
            Events:      <none>

            """);
    }

    [Fact]
    public void Roles_bindings_and_accounts_are_described()
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[{"name":"serviceaccounts","singularName":"serviceaccount","namespaced":true,"kind":"ServiceAccount"}]}""")
            .On("GET /apis", """{"groups":[{"name":"rbac.authorization.k8s.io","preferredVersion":{"groupVersion":"rbac.authorization.k8s.io/v1"}}]}""")
            .On("GET /apis/rbac.authorization.k8s.io/v1", """
                {"groupVersion":"rbac.authorization.k8s.io/v1","resources":[{"name":"roles","singularName":"role","namespaced":true,"kind":"Role"},{"name":"rolebindings","singularName":"rolebinding","namespaced":true,"kind":"RoleBinding"}]}
                """)
            .On($"GET {Rbac}/roles/r", """{"metadata":{"name":"r","namespace":"default"},"rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}]}""")
            .On($"GET {Rbac}/rolebindings/b", """{"metadata":{"name":"b","namespace":"default"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"jane"}]}""")
            .On("GET /api/v1/namespaces/default/serviceaccounts/robot", """{"metadata":{"name":"robot","namespace":"default"},"imagePullSecrets":[{"name":"hub"}]}""");
        Run("describe", "role", "r").Output.ShouldBe("""
            Name:         r
            Labels:       <none>
            Annotations:  <none>
            PolicyRule:
              Resources  Non-Resource URLs  Resource Names  Verbs
              ---------  -----------------  --------------  -----
              pods       []                 []              [get list]

            """);
        Run("describe", "rolebinding", "b").Output.ShouldEndWith("Role:\n  Kind:  Role\n  Name:  r\nSubjects:\n  Kind  Name  Namespace\n  ----  ----  ---------\n  User  jane  \n");
        Run("describe", "serviceaccount", "robot", "--show-events=false").Output.ShouldEndWith("Image pull secrets:  hub\nMountable secrets:   <none>\nTokens:              <none>\n");
    }
}
