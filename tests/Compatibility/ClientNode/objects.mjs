// Create, get, list with pages and selectors, replace, delete, and the refusals in between.
import { assert, core, main, namespace, refusal, sleeper } from './cluster.mjs';

await main(async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
        await core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { odd: String('ace'.includes(name)) } }, data: { name } } });
    }
    // Every namespace gets kube-root-ca.crt soon after it was made.
    const names = (list) => list.items.map((item) => item.metadata.name).filter((name) => name !== 'kube-root-ca.crt');
    assert.deepEqual(names(await core.listNamespacedConfigMap({ namespace })), ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual(names(await core.listNamespacedConfigMap({ namespace, labelSelector: 'odd=true' })), ['a', 'c', 'e']);
    assert.deepEqual(names(await core.listNamespacedConfigMap({ namespace, fieldSelector: 'metadata.name!=a', labelSelector: 'odd' })), ['b', 'c', 'd', 'e']);
    const first = await core.listNamespacedConfigMap({ namespace, limit: 2 });
    assert.deepEqual(names(first), ['a', 'b']);
    assert.ok(first.metadata.remainingItemCount >= 3);
    const second = await core.listNamespacedConfigMap({ namespace, limit: 3, _continue: first.metadata._continue });
    assert.deepEqual(names(second), ['c', 'd', 'e']);
    assert.equal(second.metadata.resourceVersion, first.metadata.resourceVersion);

    const a = await core.readNamespacedConfigMap({ namespace, name: 'a' });
    assert.equal(a.data.name, 'a');
    assert.ok(a.metadata.creationTimestamp instanceof Date);
    const changed = await core.replaceNamespacedConfigMap({ namespace, name: 'a', body: { ...a, data: { name: 'A' } } });
    assert.equal(changed.data.name, 'A');
    const stale = await refusal(core.replaceNamespacedConfigMap({ namespace, name: 'a', body: { ...a, data: { name: 'old' } } }));
    assert.equal(stale.code, 409);
    assert.equal(stale.status.reason, 'Conflict');
    const taken = await refusal(core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'a' } } }));
    assert.deepEqual([taken.code, taken.status.reason, taken.status.details.kind], [409, 'AlreadyExists', 'configmaps']);
    const missing = await refusal(core.readNamespacedPod({ namespace, name: 'none' }));
    assert.deepEqual([missing.code, missing.status.message], [404, 'pods "none" not found']);
    const wrong = sleeper('wrong');
    wrong.spec.containers[0].name = 'Not a name';
    const invalid = await refusal(core.createNamespacedPod({ namespace, body: wrong }));
    assert.equal(invalid.code, 422);
    assert.equal(invalid.status.details.causes[0].field, 'spec.containers[0].name');

    const tried = await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'tried' } }, dryRun: 'All' });
    assert.equal(tried.metadata.name, 'tried');
    assert.equal((await refusal(core.readNamespacedConfigMap({ namespace, name: 'tried' }))).code, 404);
    const gone = await core.deleteNamespacedConfigMap({ namespace, name: 'a' });
    assert.equal(gone.status, 'Success');
    await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'odd=true' });
    assert.deepEqual(names(await core.listNamespacedConfigMap({ namespace })), ['b', 'd']);
});
