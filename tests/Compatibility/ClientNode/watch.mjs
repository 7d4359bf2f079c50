// A watch tells every change in order, and ends when it is told to.
import { assert, config, core, k8s, main, namespace, until } from './cluster.mjs';

await main(async () => {
    const list = await core.listNamespacedConfigMap({ namespace });
    const seen = [];
    let ended = false;
    const watch = await new k8s.Watch(config).watch(
        `/api/v1/namespaces/${namespace}/configmaps`,
        { resourceVersion: list.metadata.resourceVersion, allowWatchBookmarks: true },
        (type, object) => seen.push(`${type} ${object.metadata.name} ${object.data?.n ?? ''}`.trim()),
        () => { ended = true; });
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'w' }, data: { n: '0' } } });
    const expected = ['ADDED w 0'];
    for (let n = 1; n <= 20; n++) {
        await core.replaceNamespacedConfigMap({ namespace, name: 'w', body: { metadata: { name: 'w' }, data: { n: String(n) } } });
        expected.push(`MODIFIED w ${n}`);
    }
    await core.deleteNamespacedConfigMap({ namespace, name: 'w' });
    expected.push('DELETED w 20');
    await until(() => seen.length >= expected.length);
    assert.deepEqual(seen, expected);
    watch.abort();
    await until(() => ended);

    const old = [];
    let error;
    await new k8s.Watch(config).watch(`/api/v1/namespaces/${namespace}/pods`, { timeoutSeconds: 1 }, (type) => old.push(type), (e) => { error = e ?? 'none'; });
    await until(() => error !== undefined);
    assert.deepEqual(old, []);
});
