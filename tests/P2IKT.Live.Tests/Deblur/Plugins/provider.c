// A provider library for ONNX Runtime that supports the processor and takes no operator: ONNX Runtime's own kernels run the network. It
// tests how a library is found, registered, chosen, and how a failure while frames are run is handled: while the file FAILING is there, it
// refuses every run.
#include <onnxruntime_c_api.h>
#include <string.h>
#include <unistd.h>

static const OrtApi* api;
static OrtEpFactory factory;

static const char* ORT_API_CALL ep_name(const OrtEp* ep) { return NAME; }

static OrtStatus* ORT_API_CALL get_capability(OrtEp* ep, const OrtGraph* graph, OrtEpGraphSupportInfo* info) { return NULL; }

static OrtStatus* ORT_API_CALL compile(OrtEp* ep, const OrtGraph** graphs, const OrtNode** nodes, size_t count,
                                       OrtNodeComputeInfo** infos, OrtNode** contexts) {
    return api->CreateStatus(ORT_NOT_IMPLEMENTED, "nothing is compiled");
}

static void ORT_API_CALL release_infos(OrtEp* ep, OrtNodeComputeInfo** infos, size_t count) {}

static OrtStatus* ORT_API_CALL on_run_start(OrtEp* ep, const OrtRunOptions* options) {
    return access(FAILING, F_OK) == 0 ? api->CreateStatus(ORT_EP_FAIL, "the device is lost") : NULL;
}

static OrtEp ep = {
    .ort_version_supported = ORT_API_VERSION,
    .GetName = ep_name,
    .GetCapability = get_capability,
    .Compile = compile,
    .ReleaseNodeComputeInfos = release_infos,
    .OnRunStart = on_run_start,
};

static const char* ORT_API_CALL name(const OrtEpFactory* self) { return NAME; }
static const char* ORT_API_CALL vendor(const OrtEpFactory* self) { return "P2IKT"; }
static uint32_t ORT_API_CALL vendor_id(const OrtEpFactory* self) { return 0; }
static const char* ORT_API_CALL version(const OrtEpFactory* self) { return "1.2.3"; }

static OrtStatus* ORT_API_CALL get_supported_devices(OrtEpFactory* self, const OrtHardwareDevice* const* devices, size_t count,
                                                     OrtEpDevice** supported, size_t max, size_t* found) {
    *found = 0;
    for (size_t i = 0; i < count && *found < max; i++) {
        if (api->HardwareDevice_Type(devices[i]) != OrtHardwareDeviceType_CPU)
            continue;
        OrtStatus* status = api->GetEpApi()->CreateEpDevice(self, devices[i], NULL, NULL, &supported[*found]);
        if (status != NULL)
            return status;
        ++*found;
    }
    return NULL;
}

static OrtStatus* ORT_API_CALL create_ep(OrtEpFactory* self, const OrtHardwareDevice* const* devices,
                                         const OrtKeyValuePairs* const* metadata, size_t count, const OrtSessionOptions* options,
                                         const OrtLogger* logger, OrtEp** made) {
    *made = &ep;
    return NULL;
}

static void ORT_API_CALL release_ep(OrtEpFactory* self, OrtEp* released) {}

static OrtStatus* ORT_API_CALL create_allocator(OrtEpFactory* self, const OrtMemoryInfo* memory, const OrtKeyValuePairs* options,
                                                OrtAllocator** allocator) {
    *allocator = NULL;
    return NULL;
}

static void ORT_API_CALL release_allocator(OrtEpFactory* self, OrtAllocator* allocator) {}

static OrtStatus* ORT_API_CALL create_data_transfer(OrtEpFactory* self, OrtDataTransferImpl** transfer) {
    *transfer = NULL;
    return NULL;
}

static bool ORT_API_CALL is_stream_aware(const OrtEpFactory* self) { return false; }

OrtStatus* CreateEpFactories(const char* registered, const OrtApiBase* base, const OrtLogger* logger, OrtEpFactory** factories,
                             size_t max, size_t* count) {
    api = base->GetApi(ORT_API_VERSION);
    memset(&factory, 0, sizeof factory);
    factory.ort_version_supported = ORT_API_VERSION;
    factory.GetName = name;
    factory.GetVendor = vendor;
    factory.GetVendorId = vendor_id;
    factory.GetVersion = version;
    factory.GetSupportedDevices = get_supported_devices;
    factory.CreateEp = create_ep;
    factory.ReleaseEp = release_ep;
    factory.CreateAllocator = create_allocator;
    factory.ReleaseAllocator = release_allocator;
    factory.CreateDataTransfer = create_data_transfer;
    factory.IsStreamAware = is_stream_aware;
    factories[0] = &factory;
    *count = 1;
    return NULL;
}

OrtStatus* ReleaseEpFactory(OrtEpFactory* released) { return NULL; }
