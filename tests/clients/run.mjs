// Drives a running sandbox with the vendors' own clients: node run.mjs http://127.0.0.1:PORT
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { createAdminApiClient } from '@shopify/admin-api-client';
import OpenAI from 'openai';

const { Client } = createRequire(import.meta.url)('@hubspot/api-client');

const sandbox = process.argv[2];
assert.match(sandbox ?? '', /^http:\/\/127\.0\.0\.1:\d+$/, 'usage: node run.mjs http://127.0.0.1:PORT');
const token = 'sandbox-token';

async function hubspot() {
  const crm = new Client({ accessToken: token, basePath: `${sandbox}/hubspot` }).crm;
  const filter = { propertyName: 'email', operator: 'EQ', value: 'maren.holloway@example.com' };
  const found = await crm.contacts.searchApi.doSearch({ filterGroups: [{ filters: [filter] }], limit: 2 });
  assert.equal(found.total, 1);
  const id = found.results[0].id;
  assert.ok(found.results[0].createdAt instanceof Date);

  const contact = await crm.contacts.basicApi.getById(id, ['email', 'phone'], undefined, ['tickets', 'notes']);
  assert.equal(contact.properties.email, 'maren.holloway@example.com');
  const ticket = contact.associations.tickets.results[0].id;

  const note = await crm.objects.notes.basicApi.create({
    properties: { hs_timestamp: new Date().toISOString(), hs_note_body: 'Written by the vendor\'s own client.' },
    associations: [
      { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 }] },
      { to: { id: ticket }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] },
    ],
  });
  const tied = await crm.associations.v4.batchApi.getPage('contacts', 'notes', { inputs: [{ id }] });
  const notes = tied.results[0].to.map((entry) => String(entry.toObjectId));
  assert.ok(notes.includes(note.id), 'the new note is tied to the contact');

  const tickets = await crm.tickets.batchApi.read({ inputs: [{ id: ticket }], properties: ['subject', 'hs_pipeline_stage'] });
  assert.equal(tickets.status, 'COMPLETE');
  const pipelines = await crm.pipelines.pipelinesApi.getAll('tickets');
  const stages = pipelines.results.flatMap((pipeline) => pipeline.stages.map((stage) => stage.id));
  assert.ok(stages.includes(tickets.results[0].properties.hs_pipeline_stage), 'the stage is in a pipeline');
  const owners = await crm.owners.ownersApi.getPage();
  assert.ok(owners.results.length > 1);

  let seen = 0;
  for (let after; ; ) {
    const page = await crm.contacts.basicApi.getPage(20, after, ['email']);
    seen += page.results.length;
    after = page.paging?.next?.after;
    if (!after) break;
  }
  assert.ok(seen > 40, `${seen} contacts in pages`);
  await assert.rejects(
    crm.contacts.basicApi.create({ properties: { email: 'maren.holloway@example.com' } }),
    (error) => error.code === 409,
  );
}

async function shopify() {
  const toSandbox = (url, options) => fetch(String(url).replace(/^https:\/\/[^/]+/, `${sandbox}/shopify`), options);
  const client = createAdminApiClient({
    storeDomain: 'trailhead-outfitters.myshopify.com', apiVersion: '2026-04', accessToken: token, customFetchApi: toSandbox,
  });
  const query = `query Customers($first: Int!, $query: String) {
    shop { name currencyCode }
    customers(first: $first, query: $query) { edges { cursor node { id displayName orders(first: 3, reverse: true) { nodes { name } } } } pageInfo { hasNextPage } }
  }`;
  const { data, errors } = await client.request(query, { variables: { first: 5, query: 'holloway' } });
  assert.equal(errors, undefined);
  assert.equal(data.shop.currencyCode, 'USD');
  assert.equal(data.customers.edges[0].node.displayName, 'Maren Holloway');
  assert.equal(data.customers.edges[0].node.orders.nodes.length, 3);
  const refused = await client.request('{ shop { shoeSize } }');
  assert.match(refused.errors.graphQLErrors[0].message, /doesn't exist on type 'Shop'/);
}

async function openai() {
  const client = new OpenAI({ apiKey: token, baseURL: `${sandbox}/openai/v1` });
  const models = await client.models.list();
  assert.equal(models.data[0].id, 'sandbox-model');
  const facts = { facts: [{ id: 'order:1001', kind: 'order', fields: { number: '#1001', total: '$5.00' } }], allowed_actions: ['note'] };
  const stream = await client.chat.completions.create({
    model: 'sandbox-model', stream: true, stream_options: { include_usage: true },
    messages: [{ role: 'user', content: JSON.stringify(facts) }],
  });
  let text = '', usage, finish;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  assert.equal(finish, 'stop');
  assert.ok(usage.total_tokens > 0);
  assert.deepEqual(JSON.parse(text).summary[0].evidence, ['order:1001']);
}

for (const [name, drive] of Object.entries({ hubspot, shopify, openai })) {
  await drive();
  console.log(`${name}: ok`);
}
