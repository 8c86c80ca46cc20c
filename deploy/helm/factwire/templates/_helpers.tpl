{{/* The name of everything: the release's, cut so that "-" and an ordinal still fit into a label. */}}
{{- define "factwire.name" -}}
{{- contains "factwire" .Release.Name | ternary .Release.Name (printf "%s-factwire" .Release.Name) | trunc 52 | trimSuffix "-" }}
{{- end }}

{{/* What selects the pods: never changes over the life of a release. */}}
{{- define "factwire.selector" -}}
app.kubernetes.io/name: factwire
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "factwire.labels" -}}
{{ include "factwire.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "factwire.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}
