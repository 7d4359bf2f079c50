// The kinds of patches, and what they do to a list.
import { assert, config, core, k8s, main, namespace, refusal, sleeper } from './cluster.mjs';

const as = (strategy) => k8s.setHeaderOptions('Content-Type', strategy);

await main(async () => {
    const name = 'patched';
    await core.createNamespacedPod({ namespace, body: sleeper(name) });
    const merged = await core.patchNamespacedPod({ namespace, name, body: { metadata: { labels: { app: null, tier: 'web' } } } }, as(k8s.PatchStrategy.MergePatch));
    assert.deepEqual(merged.metadata.labels, { tier: 'web' });
    const listed = await core.patchNamespacedPod(
        { namespace, name, body: [{ op: 'test', path: '/metadata/labels/tier', value: 'web' }, { op: 'replace', path: '/metadata/labels/tier', value: 'db' }] },
        as(k8s.PatchStrategy.JsonPatch));
    assert.equal(listed.metadata.labels.tier, 'db');
    const failed = await refusal(core.patchNamespacedPod(
        { namespace, name, body: [{ op: 'test', path: '/metadata/labels/tier', value: 'web' }, { op: 'remove', path: '/metadata/labels' }] },
        as(k8s.PatchStrategy.JsonPatch)));
    assert.equal(failed.code, 422);
    const strategic = await core.patchNamespacedPod(
        { namespace, name, body: { spec: { containers: [{ name: 'main', image: 'busybox:1.32' }] } } },
        as(k8s.PatchStrategy.StrategicMergePatch));
    assert.equal(strategic.spec.containers[0].image, 'busybox:1.32');
    assert.equal(strategic.spec.containers[0].command.length, 3);

    const objects = k8s.KubernetesObjectApi.makeApiClient(config);
    const read = await objects.read({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } });
    assert.equal(read.metadata.labels.tier, 'db');
    const untyped = await objects.patch(
        { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, annotations: { note: 'x' } } }, undefined, undefined, undefined, undefined, k8s.PatchStrategy.MergePatch);
    assert.equal(untyped.metadata.annotations.note, 'x');
    await core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds: 0 });
});
