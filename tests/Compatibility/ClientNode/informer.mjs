// An informer whose daemon is stopped and started again has told every change once, in order, and holds what there is.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { assert, config, core, k8s, main, namespace, until } from './cluster.mjs';

const run = promisify(execFile);
const restarts = 3;

await main(async () => {
    const written = [];
    const told = [];
    const note = (list, verb, object) => list.push(`${verb} ${object.metadata.name} ${object.metadata.resourceVersion}`);
    const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () => core.listNamespacedConfigMap({ namespace }));
    for (const verb of ['add', 'update']) {
        informer.on(verb, (object) => note(told, verb, object));
    }
    informer.on('delete', (object) => told.push(`delete ${object.metadata.name}`));
    informer.on('error', () => setTimeout(() => informer.start(), 50));
    await informer.start();

    // Right after a start the daemon may not answer yet; a write that was answered was made.
    const persistently = async (call) => {
        let result;
        await until(async () => {
            try {
                result = await call();
                return true;
            } catch (e) {
                if (e.code === 404 || e.code === 409) {
                    throw e;
                }
                return false;
            }
        });
        return result;
    };
    const before = (await core.listNamespacedConfigMap({ namespace })).items.map((item) => `add ${item.metadata.name} ${item.metadata.resourceVersion}`);
    for (let round = 0; round <= restarts; round++) {
        for (let n = 0; n < 5; n++) {
            const name = `i-${round}-${n}`;
            note(written, 'add', await persistently(() => core.createNamespacedConfigMap({ namespace, body: { metadata: { name } } })));
            note(written, 'update', await persistently(() => core.replaceNamespacedConfigMap({ namespace, name, body: { metadata: { name }, data: { round: String(round) } } })));
            if (n % 2 === 0) {
                await persistently(() => core.deleteNamespacedConfigMap({ namespace, name }));
                written.push(`delete ${name}`);
            }
        }
        if (round < restarts) {
            await run(process.env.LOCALPODS_TEST_COMMAND, ['down']);
            await run(process.env.LOCALPODS_TEST_COMMAND, ['get', 'namespaces']);
        }
    }
    await until(() => told.length >= before.length + written.length);
    assert.deepEqual(told, [...before, ...written]);
    const cached = informer.list().map((item) => item.metadata.name).sort();
    const there = (await core.listNamespacedConfigMap({ namespace })).items.map((item) => item.metadata.name);
    assert.deepEqual(cached, there);
});
