// Drives the published JavaScript client of Azure Durable Functions.
// Arguments: the URL of the management API, and the mode: rpc (rpcBaseUrl) or urls (URL templates).
const assert = require('node:assert/strict');
const { DurableClient } = require('durable-functions/lib/src/durableClient/DurableClient.js');
const { EntityId, OrchestrationRuntimeStatus: Status } = require('durable-functions');

const [base, mode] = process.argv.slice(2);
const query = 'taskHub=TestHub&connection=Storage&code=key';
const instance = `${base}/instances/INSTANCEID`;
const client = new DurableClient({
  taskHubName: 'TestHub',
  creationUrls: {
    createNewInstancePostUri: `${base}/orchestrators/{functionName}[/{instanceId}]?code=key`,
    createAndWaitOnNewInstancePostUri:
      `${base}/orchestrators/{functionName}[/{instanceId}]?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&code=key`,
  },
  managementUrls: {
    id: 'INSTANCEID',
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  },
  baseUrl: base,
  requiredQueryStringParameters: 'code=key',
  ...(mode === 'rpc' ? { rpcBaseUrl: `${base}/` } : {}),
});

const id = (name) => `${mode}-${name}`;

async function until(instanceId, status) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await client.getStatus(instanceId);
    if (found.runtimeStatus === status) {
      return found;
    }
    assert.ok(Date.now() < deadline, `${instanceId} is ${found.runtimeStatus}, not ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const steps = {
  async 'start and status'() {
    const started = await client.startNew('JsGreet', { instanceId: id('greet'), input: 'Tokyo', version: '1.0' });
    assert.equal(started, id('greet'));
    const status = await until(started, Status.Completed);
    assert.equal(status.name, 'JsGreet');
    assert.equal(status.instanceId, started);
    assert.equal(status.input, 'Tokyo');
    assert.equal(status.output, 'Hello Tokyo!');
    assert.equal(status.customStatus, 'greeting');
    assert.ok(status.createdTime instanceof Date && !Number.isNaN(status.createdTime.getTime()));
    const shown = await client.getStatus(started, { showHistory: true, showHistoryOutput: true, showInput: false });
    assert.equal(shown.output, 'Hello Tokyo!');
    if (mode === 'urls') {
      assert.equal(shown.input, null);
    }
    // The client looks for a field of another name than the one that Durable Functions sends
    assert.equal(shown.history, undefined);
  },

  async 'start without input or instance ID'() {
    const started = await client.startNew('JsEcho');
    assert.match(started, /^[0-9a-f]{32}$/);
    const status = await until(started, Status.Completed);
    assert.equal(status.input, null);
    assert.equal(status.output, null);
    assert.equal((await until(await client.startNew('JsGreet'), Status.Completed)).output, 'Hello !');
    const echoed = await client.startNew('JsEcho', { input: { a: [1, 2.5, null] } });
    assert.deepEqual((await until(echoed, Status.Completed)).output, { a: [1, 2.5, null] });
  },

  async 'start what runs or is unknown'() {
    await client.startNew('JsWait', { instanceId: id('single') });
    await assert.rejects(client.startNew('JsWait', { instanceId: id('single') }), /409.*already exists/);
    await assert.rejects(client.startNew('Nothing'), /400.*known orchestrator functions/);
    await assert.rejects(client.getStatus(id('nobody')), /404/);
  },

  async 'filters and paging'() {
    const from = new Date(Date.now() - 3_600_000);
    const to = new Date(Date.now() + 3_600_000);
    for (let i = 0; i < 105; i++) {
      await client.startNew('JsGreet', { instanceId: id(`page-${i}`), input: `${i}` });
    }
    // They do not end in the order of their starts
    for (let i = 0; i < 105; i++) {
      await until(id(`page-${i}`), Status.Completed);
    }
    const all = (await client.getStatusAll()).map((status) => status.instanceId);
    for (let i = 0; i < 105; i++) {
      assert.equal(all.filter((found) => found === id(`page-${i}`)).length, 1);
    }
    const ended = await client.getStatusBy({ createdTimeFrom: from, createdTimeTo: to,
      runtimeStatus: [Status.Completed, Status.Failed] });
    assert.ok(ended.length > 100);
    assert.ok(ended.every((status) => status.runtimeStatus === 'Completed' || status.runtimeStatus === 'Failed'));
    assert.deepEqual(await client.getStatusBy({ createdTimeFrom: to }), []);
  },

  async 'raise event'() {
    await client.startNew('JsWait', { instanceId: id('event') });
    await client.raiseEvent(id('event'), 'go', { ready: true });
    assert.deepEqual((await until(id('event'), Status.Completed)).output, { ready: true });
    await client.startNew('JsWait', { instanceId: id('event') });
    await client.raiseEvent(id('event'), 'Go');
    assert.equal((await until(id('event'), Status.Completed)).output, null);
    await client.raiseEvent(id('event'), 'Go', 'too late');
    await assert.rejects(client.raiseEvent(id('nobody'), 'Go', 1), /No instance with ID/);
  },

  async 'terminate'() {
    await client.startNew('JsWait', { instanceId: id('end') });
    await client.terminate(id('end'), 'some reason & more'.replace('&', '%26'));
    assert.equal((await until(id('end'), Status.Terminated)).output, 'some reason & more');
    await client.terminate(id('end'), 'again');
    await assert.rejects(client.terminate(id('nobody'), 'x'), /No instance with ID/);
  },

  async 'suspend and resume'() {
    await client.startNew('JsWait', { instanceId: id('pause') });
    await until(id('pause'), Status.Running);
    await client.resume(id('pause'), 'it runs');
    await client.suspend(id('pause'), 'some reason');
    await until(id('pause'), Status.Suspended);
    await client.suspend(id('pause'), 'twice');
    await client.raiseEvent(id('pause'), 'Go', 'kept');
    await client.resume(id('pause'), 'go on');
    assert.equal((await until(id('pause'), Status.Completed)).output, 'kept');
    await client.suspend(id('pause'), 'ended');
    await assert.rejects(client.suspend(id('nobody'), 'x'), /No instance with ID/);
  },

  async 'rewind'() {
    await client.startNew('JsFlaky', { instanceId: id('flaky'), input: id('flaky') });
    assert.match((await until(id('flaky'), Status.Failed)).output, /JsFlaky.*failed/);
    await client.rewind(id('flaky'), 'mended');
    assert.equal((await until(id('flaky'), Status.Completed)).output, 'mended');
    await assert.rejects(client.rewind(id('flaky'), 'x'), Error);
    await assert.rejects(client.rewind(id('nobody'), 'x'), Error);
  },

  // The client has the URL but no method
  async 'restart'() {
    const { restartPostUri } = client.createHttpManagementPayload(id('greet'));
    const response = await fetch(restartPostUri, { method: 'POST' });
    assert.equal(response.status, 202);
    const restarted = await response.json();
    assert.notEqual(restarted.id, id('greet'));
    assert.equal((await until(restarted.id, Status.Completed)).output, 'Hello Tokyo!');
  },

  async 'check status'() {
    const payload = client.createHttpManagementPayload(id('greet'));
    assert.equal(payload.id, id('greet'));
    const request = { url: `${base}/anything` };
    const response = client.createCheckStatusResponse(request, id('greet'));
    assert.equal(response.status, 202);
    assert.equal(response.headers.get('Retry-After'), '10');
    const status = await fetch(response.headers.get('Location'));
    assert.equal(status.status, 200);
    assert.equal((await status.json()).output, 'Hello Tokyo!');
  },

  async 'wait for completion'() {
    const request = { url: `${base}/anything` };
    const options = { timeoutInMilliseconds: 60_000, retryIntervalInMilliseconds: 50 };
    await client.startNew('JsGreet', { instanceId: id('wait'), input: 'Seattle' });
    const completed = await client.waitForCompletionOrCreateCheckStatusResponse(request, id('wait'), options);
    assert.equal(completed.status, 200);
    assert.equal(await completed.json(), 'Hello Seattle!');
    await client.startNew('JsFlaky', { instanceId: id('wait-failed'), input: id('wait-failed') });
    const failed = await client.waitForCompletionOrCreateCheckStatusResponse(request, id('wait-failed'), options);
    assert.equal(failed.status, 500);
    await client.startNew('JsWait', { instanceId: id('wait-long') });
    const running = await client.waitForCompletionOrCreateCheckStatusResponse(request, id('wait-long'),
      { timeoutInMilliseconds: 200, retryIntervalInMilliseconds: 50 });
    assert.equal(running.status, 202);
    const synchronous = await fetch(`${base}/orchestrators/JsGreet?timeout=60&pollingInterval=1&code=key`,
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '"London"' });
    assert.equal(synchronous.status, 200);
    assert.equal(await synchronous.json(), 'Hello London!');
  },

  async 'purge'() {
    assert.equal((await client.purgeInstanceHistory(id('greet'))).instancesDeleted, 1);
    assert.equal((await client.purgeInstanceHistory(id('greet'))).instancesDeleted, 0);
    await assert.rejects(client.purgeInstanceHistory(id('single')), /412/);
    const filter = { createdTimeFrom: new Date(0), createdTimeTo: new Date(Date.now() + 3_600_000),
      runtimeStatus: [Status.Terminated, Status.Completed] };
    assert.ok((await client.purgeInstanceHistoryBy(filter)).instancesDeleted > 100);
    assert.equal((await client.purgeInstanceHistoryBy(filter)).instancesDeleted, 0);
    assert.equal((await client.getStatus(id('single'))).runtimeStatus, 'Running');
  },

  async 'entities are reserved'() {
    await assert.rejects(client.readEntityState(new EntityId('Counter', 'cats')), /501/);
    await assert.rejects(client.signalEntity(new EntityId('Counter', 'cats'), 'add', 1), /501/);
  },
};

(async () => {
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      console.log(`ok ${mode}: ${name}`);
    } catch (error) {
      console.log(`not ok ${mode}: ${name}`);
      console.log(error.stack);
      process.exitCode = 1;
    }
  }
})();
