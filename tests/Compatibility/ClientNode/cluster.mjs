// What every script needs: clients of the daemon that KUBECONFIG names, and a namespace of its own.
import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import * as k8s from '@kubernetes/client-node';

export { assert, k8s };

export const config = new k8s.KubeConfig();
config.loadFromDefault();
export const core = config.makeApiClient(k8s.CoreV1Api);
export const namespace = process.env.LOCALPODS_TEST_NAMESPACE;

// A pod that stays, and does what it is told in a shell.
export const sleeper = (name) => ({
    metadata: { name, labels: { app: name } },
    spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{
            name: 'main',
            image: 'busybox:1.32.0',
            command: ['sh', '-c', "echo started; trap 'exit 0' TERM; while :; do sleep 1; done"],
        }],
    },
});

export async function running(name, pod = sleeper(name)) {
    await core.createNamespacedPod({ namespace, body: pod });
    await until(async () => {
        const seen = await core.readNamespacedPod({ namespace, name });
        return seen.status?.containerStatuses?.[0]?.ready === true;
    });
}

// Tries until it is so, or for half a minute.
export async function until(isSo) {
    for (const end = Date.now() + 30_000; !(await isSo());) {
        assert.ok(Date.now() < end, `not so in time: ${isSo}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

// A stream that keeps what it is written.
export function kept() {
    const chunks = [];
    const stream = new Writable({
        write(chunk, _, done) {
            chunks.push(Buffer.from(chunk));
            done();
        },
    });
    stream.text = () => Buffer.concat(chunks).toString('utf8');
    stream.bytes = () => Buffer.concat(chunks).length;
    return stream;
}

export const said = () => new PassThrough();

// The refusal of a call, as its code and the Status it brought.
export async function refusal(call) {
    try {
        await call;
    } catch (e) {
        return { code: e.code, status: JSON.parse(typeof e.body === 'string' ? e.body : JSON.stringify(e.body)) };
    }
    assert.fail('the call succeeded');
}

export async function main(test) {
    await test();
    process.exit(0);
}
