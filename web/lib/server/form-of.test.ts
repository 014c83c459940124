import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formOf } from './form-of.ts';

const test = suite('a form that a page is sent');
const request = (body: BodyInit, type?: string) =>
	new Request('http://passa.test', {
		method: 'POST',
		body,
		headers: type === undefined ? {} : { 'content-type': type },
	});
const statusOf = (sent: Request) =>
	formOf(sent).then(
		() => 200,
		({ status }) => status,
	);

test('is read in each form in which browsers send it', async () => {
	const fields = new FormData();
	fields.set('name', 'Asha');
	assert.is((await formOf(request(fields))).get('name'), 'Asha');
	assert.is((await formOf(request(new URLSearchParams({ name: 'Asha' })))).get('name'), 'Asha');
});

test('ends with 400 where it is none', async () => {
	for (const [body, type] of [
		['{"name":"Asha"}', 'application/json'],
		['name=Asha', 'text/plain'],
		['--x\r\nnothing', 'multipart/form-data; boundary=x'],
		['name=Asha', 'multipart/form-data'],
		['name=Asha', 'nonsense'],
	] as const)
		assert.is(await statusOf(request(body, type)), 400, `${type}: ${body}`);
});

test.run();
