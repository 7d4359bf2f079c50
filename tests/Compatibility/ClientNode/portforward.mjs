// A port of a pod is reached from here, though its server listens on the pod's own 127.0.0.1 only; and a port nobody listens on is told.
import http from 'node:http';
import net from 'node:net';
import { assert, config, k8s, kept, main, namespace, running, said, sleeper, until } from './cluster.mjs';

await main(async () => {
    const pod = sleeper('ported');
    pod.spec.containers[0].command = ['sh', '-c', 'mkdir /www && echo hello > /www/index.html && exec httpd -f -p 127.0.0.1:8080 -h /www'];
    await running('ported', pod);
    const forward = new k8s.PortForward(config);
    const server = net.createServer((socket) => forward.portForward(namespace, 'ported', [8080], socket, null, socket));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const get = () => new Promise((resolve, reject) => {
        http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (answer) => {
            let body = '';
            answer.on('data', (chunk) => { body += chunk; });
            answer.on('end', () => resolve(body));
        }).on('error', reject);
    });
    let first;
    await until(async () => (first = await get().catch(() => '')) !== '');
    assert.equal(first, 'hello\n');
    assert.deepEqual(await Promise.all([get(), get(), get()]), ['hello\n', 'hello\n', 'hello\n']);

    const err = kept();
    await forward.portForward(namespace, 'ported', [19], kept(), err, said());
    await until(() => err.text().includes('connection refused'));
    server.close();
});
