// Exec with input, exit codes and a terminal; attach; logs.
import { assert, config, k8s, kept, main, namespace, running, said, until } from './cluster.mjs';

const exec = async (command, { input, tty = false } = {}) => {
    const [out, err] = [kept(), kept()];
    const status = await new Promise((resolve, reject) => {
        new k8s.Exec(config).exec(namespace, 'shell', 'main', command, out, err, input ?? null, tty, resolve).catch(reject);
    });
    return { out: out.text(), err: err.text(), bytes: out.bytes(), status };
};

await main(async () => {
    await running('shell');
    const failed = await exec(['sh', '-c', 'echo out; echo err >&2; exit 7']);
    assert.deepEqual([failed.out, failed.err, failed.status.status], ['out\n', 'err\n', 'Failure']);
    assert.equal(failed.status.details.causes[0].message, '7');
    assert.equal((await exec(['true'])).status.status, 'Success');

    const input = said();
    const counting = exec(['wc', '-c'], { input });
    input.write(Buffer.alloc(1_000_000, 'x'));
    input.end();
    assert.equal((await counting).out.trim(), '1000000');
    assert.equal((await exec(['head', '-c', '3000000', '/dev/zero'])).bytes, 3_000_000);
    assert.equal((await exec(['sh', '-c', 'test -t 0 && test -t 1 && echo terminal'], { tty: true, input: said() })).out.trim(), 'terminal');

    const attached = kept();
    const socket = await new k8s.Attach(config).attach(namespace, 'shell', 'main', attached, attached, null, false);
    await exec(['sh', '-c', 'echo seen > /proc/1/fd/1']);
    await until(() => attached.text() === 'seen\n');
    socket.close();

    const log = new k8s.Log(config);
    const text = kept();
    await log.log(namespace, 'shell', 'main', text, { tailLines: 2 });
    await until(() => text.text() === 'started\nseen\n');
    const followed = kept();
    const following = await log.log(namespace, 'shell', 'main', followed, { follow: true });
    await exec(['sh', '-c', 'echo later > /proc/1/fd/1']);
    await until(() => followed.text() === 'started\nseen\nlater\n');
    following.abort();
});
