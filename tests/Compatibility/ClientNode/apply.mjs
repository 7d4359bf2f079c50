// Server-side apply: create, apply again, a conflict that names the other manager, force.
import { assert, config, core, k8s, main, namespace, refusal } from './cluster.mjs';

await main(async () => {
    const objects = k8s.KubernetesObjectApi.makeApiClient(config);
    const wanted = (data) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied', namespace }, data });
    const apply = (manager, data, force) => objects.patch(wanted(data), undefined, undefined, manager, force, k8s.PatchStrategy.ServerSideApply);
    const created = await apply('one', { a: '1', b: '1' });
    assert.equal(created.data.a, '1');
    const again = await apply('one', { a: '1', b: '1' });
    assert.equal(again.metadata.resourceVersion, created.metadata.resourceVersion);
    const conflict = await refusal(apply('two', { a: '2' }));
    assert.equal(conflict.code, 409);
    assert.match(conflict.status.message, /conflict with "one"/);
    await apply('two', { a: '2' }, true);
    await apply('one', {});
    const left = await core.readNamespacedConfigMap({ namespace, name: 'applied' });
    assert.deepEqual(left.data, { a: '2' });
});
