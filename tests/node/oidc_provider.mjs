// oidc-provider with the interactions it brings for development, and an API of its userinfo.
// Run with --bind 127.0.0.1:PORT; the client comes out of PEER_CLIENT.
import http from 'node:http'
import { Provider } from 'oidc-provider'

const port = Number(process.argv.at(-1).split(':')[1])
const issuer = `http://localhost:${port}`
const client = JSON.parse(process.env.PEER_CLIENT)

const provider = new Provider(issuer, {
  clients: [
    {
      ...client,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  cookies: { keys: ['only for tests'] },
  features: { revocation: { enabled: true } },
  issueRefreshToken: () => true,
  pkce: { required: () => false },
})

const flow = {
  authorizationUrl: `${issuer}/auth`,
  tokenUrl: `${issuer}/token`,
  scopes: { openid: '' },
}
const document = {
  openapi: '3.1.0',
  info: { title: 'A peer', version: '1' },
  paths: {
    '/me': {
      get: {
        operationId: 'getMe',
        summary: 'Say who signed in.',
        security: [{ oauth: ['openid'] }],
        responses: { 200: { description: 'Their name.' } },
      },
    },
  },
  components: {
    schemas: {},
    securitySchemes: { oauth: { type: 'oauth2', flows: { authorizationCode: flow } } },
  },
}

const answer = provider.callback()
http
  .createServer((request, response) => {
    if (request.url === '/openapi.json') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(document))
    } else {
      answer(request, response)
    }
  })
  .listen(port, '127.0.0.1')
