import { request } from './http';
import type { components } from './openapi';

export type Overview = components['schemas']['Overview'];
export type Attention = components['schemas']['Attention'];

export function readOverview(signal?: AbortSignal): Promise<Overview> {
  return request('get', '/v1/api/overview', { signal });
}
