// A definition of a kind, its objects by the client for custom objects, a watch on them, and a refusal by the schema.
import { assert, config, k8s, main, namespace, refusal, until } from './cluster.mjs';

const kind = { group: 'tests.example.com', version: 'v1', plural: 'widgets' };

await main(async () => {
    const extensions = config.makeApiClient(k8s.ApiextensionsV1Api);
    const objects = config.makeApiClient(k8s.CustomObjectsApi);
    const name = `${kind.plural}.${kind.group}`;
    await extensions.createCustomResourceDefinition({
        body: {
            metadata: { name },
            spec: {
                group: kind.group,
                scope: 'Namespaced',
                names: { plural: kind.plural, singular: 'widget', kind: 'Widget' },
                versions: [{
                    name: kind.version,
                    served: true,
                    storage: true,
                    schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer', minimum: 1 } } } } } },
                }],
            },
        },
    });
    await until(async () => (await extensions.readCustomResourceDefinition({ name })).status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True'));
    const widget = (size) => ({ apiVersion: `${kind.group}/${kind.version}`, kind: 'Widget', metadata: { name: 'one' }, spec: { size } });
    await objects.createNamespacedCustomObject({ ...kind, namespace, body: widget(3) });
    const wrong = await refusal(objects.createNamespacedCustomObject({ ...kind, namespace, body: widget(0) }));
    assert.equal(wrong.code, 422);
    const seen = [];
    const watch = await new k8s.Watch(config).watch(`/apis/${kind.group}/${kind.version}/namespaces/${namespace}/${kind.plural}`, {}, (type, object) => seen.push(`${type} ${object.spec.size}`), () => {});
    const read = await objects.getNamespacedCustomObject({ ...kind, namespace, name: 'one' });
    await objects.replaceNamespacedCustomObject({ ...kind, namespace, name: 'one', body: { ...read, spec: { size: 4 } } });
    await objects.deleteNamespacedCustomObject({ ...kind, namespace, name: 'one' });
    await until(() => seen.length === 3);
    assert.deepEqual(seen, ['ADDED 3', 'MODIFIED 4', 'DELETED 4']);
    watch.abort();
    await extensions.deleteCustomResourceDefinition({ name });
});
