import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { liveOf, serviceOf } from './routing.ts';

test('browsers reach versioned routes and their description, providers their hooks', () => {
	assert.equal(serviceOf('/api/indexer/v1/events?limit=2'), { name: 'indexer', path: '/v1/events?limit=2' });
	assert.equal(serviceOf('/api/relayer/hooks/m/stk/1/x'), { name: 'relayer', path: '/hooks/m/stk/1/x' });
	assert.equal(serviceOf('/api/platform/openapi.json'), { name: 'platform', path: '/openapi.json' });
});

test("nobody reaches operators' routes, however they are written", () => {
	for (const path of [
		'/api/relayer/metrics',
		'/api/relayer/v1/../metrics',
		'/api/relayer/v1/%2e%2e/metrics',
		'/api/relayer/v1/..\\metrics',
		'/api/relayer/v1\\..\\..\\metrics',
		'/api/indexer/healthz',
		'/api/platform/hooks/x',
		'/api/other/v1/x',
		'/api/relayer',
		'http://evil.example/api/relayer/v1/orders',
	])
		assert.is(serviceOf(path), null, path);
});

test('a path that names a host reaches nothing', () => {
	for (const path of [
		'/api/indexer//evil.example/v1/x',
		'/api/indexer/\\evil.example/v1/x',
		'/api/indexer/\t/evil.example/v1/x',
		'/api/indexer//user@evil.example:1/v1/x',
	])
		assert.is(serviceOf(path), null, path);
});

test('the live channel is one path', () => {
	assert.is(liveOf('/live?channels=event:C'), '/live?channels=event:C');
	for (const path of ['/lives', '/live/x', '//evil.example/live', '/live/../metrics', 'http://evil/live'])
		assert.is(liveOf(path), null, path);
});

test.run();
